import type { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { packDay, unpackedDays } from './pack-days.ts';
import { type Purged, purge } from './purge.ts';
import type { Retention } from './retention.ts';
import { vacuum } from './vacuum.ts';

/** What a round of maintenance did. */
export interface MaintenanceReport extends Purged {
  readonly packedDays: number;
  readonly freedPages: number;
}

/** Days that one round packs: more than a year, so that a large import is packed at once. */
const MAX_DAYS_A_ROUND = 1_000;

/** Packs the days that are over, purges what is too old, gives room back: a slice of some milliseconds a step. */
export function* maintain(
  database: DatabaseSync,
  retention: Retention,
  now: Date,
): Generator<void, MaintenanceReport> {
  const days = unpackedDays(database, now.getTime() / 1000, MAX_DAYS_A_ROUND);
  for (const day of days) yield* packDay(database, day);
  const purged = yield* purge(database, retention, now);
  const freedPages = yield* vacuum(database);
  return { packedDays: days.length, ...purged, freedPages };
}

/** After the start, when what waited for the collector has been booked. */
const FIRST_ROUND_AFTER_MS = 5_000;
const ROUND_EVERY_MS = 3_600_000;
/** The pause after each slice, in units of its length: three quarters of the writer's time stay for exports. */
const PAUSE_RATIO = 3;
const LONGEST_PAUSE_MS = 250;

export interface MaintenanceOptions {
  readonly database: DatabaseSync;
  readonly retention: Retention;
  readonly onRound: (report: MaintenanceReport) => void;
  /** A round ended early; the next one begins where it left off. */
  readonly onFailure: (error: unknown) => void;
  readonly firstAfterMs?: number;
}

/**
 * Maintains a ledger from the thread that writes it, on the same connection: a slice runs between two commits, so none
 * waits for a lock.
 *
 * @returns a function that ends it, after the slice under way
 */
export function startMaintenance(options: MaintenanceOptions): () => Promise<void> {
  const { database, retention, onRound, onFailure, firstAfterMs = FIRST_ROUND_AFTER_MS } = options;
  const ending = new AbortController();
  const pause = (ms: number) =>
    sleep(ms, undefined, { signal: ending.signal, ref: false }).catch(() => undefined);
  const rounds = async () => {
    await pause(firstAfterMs);
    while (!ending.signal.aborted) {
      try {
        const steps = maintain(database, retention, new Date());
        for (
          let began = performance.now(), step = steps.next();
          ;
          began = performance.now(), step = steps.next()
        ) {
          if (step.done === true) {
            onRound(step.value);
            break;
          }
          await pause(Math.min(LONGEST_PAUSE_MS, PAUSE_RATIO * (performance.now() - began)));
          if (ending.signal.aborted) return;
        }
      } catch (error) {
        onFailure(error);
      }
      await pause(ROUND_EVERY_MS);
    }
  };
  const ended = rounds();
  return () => {
    ending.abort();
    return ended;
  };
}
