import { createHash } from 'node:crypto';
import { METER_NAME } from '@outlay/instrumentation/names';
import type { NoteChanges, Notes } from '../ledger/notes.ts';
import type { TelemetrySource } from './telemetry-source.ts';

/** What is known of where a service's GenAI telemetry comes from; see docs/decisions/0005-foreign-telemetry.md. */
const INSTRUMENTED = 'foreign/instrumented/';
const SPANS = 'foreign/spans/';
/** By process: the metrics that count, up to when they were counted, and when they came last. */
const COUNTED = 'foreign/counted/';
/** By service: up to when the metrics of any of its processes were counted, and when they came last. */
const COUNTED_UNTIL = 'foreign/counted-until/';
const FIRST_SEEN = 'foreign/first-seen/';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/**
 * A service counts as metered by Outlay's instrumentation for a day after that last reported. Longer than a night without
 * calls, and not so long that one whose instrumentation was taken out goes without figures.
 */
const INSTRUMENTED_MS = DAY_MS;
/** Longer than any usual interval between two exports of metrics, so that none still carries calls of the last spans. */
const SPANS_MS = HOUR_MS;
/** Times are written anew no more often than this. */
const REFRESH_MS = MINUTE_MS;
/**
 * How long the telemetry of a new Node process waits for Outlay's instrumentation to report from the same service: two of
 * the minutes in which OpenTelemetry exports metrics by default, and half of one.
 */
export const DEFAULT_HOLD_MS = 2.5 * MINUTE_MS;

/** What is remembered of the token metrics of a process. */
interface CountedMetrics {
  /** Those that count; a process may report the same tokens under two names. */
  readonly family: string;
  /** Up to when they were counted, in nanoseconds since the epoch. */
  readonly untilUnixNano: bigint;
}

/**
 * Decides which telemetry of a service counts, so that no call is counted twice: Outlay's own before everything; spans of
 * other SDKs before their metrics. What is concluded stands in the ledger's notes, in the transaction that books by it.
 */
export class TelemetryChoice {
  readonly #notes: Pick<Notes, 'get'>;
  readonly #nowMs: number;
  readonly #holdMs: number;
  readonly #changes = new Map<string, string | undefined>();

  /** @param holdMs how long the telemetry of a new Node process waits */
  constructor(notes: Pick<Notes, 'get'>, now: Date, holdMs: number = DEFAULT_HOLD_MS) {
    this.#notes = notes;
    this.#nowMs = now.getTime();
    this.#holdMs = holdMs;
  }

  /** To be written with what was decided. */
  get changes(): NoteChanges {
    return this.#changes;
  }

  /** Takes a note of its caller's own along. */
  note(name: string, value: string): void {
    this.#changes.set(name, value);
  }

  seeScope(job: string, scopeName: string): void {
    if (scopeName === METER_NAME) this.#see(INSTRUMENTED + bounded(job));
  }

  isInstrumented(job: string): boolean {
    return this.#wasSeen(INSTRUMENTED + bounded(job), INSTRUMENTED_MS);
  }

  /** The spans of the service tell usage: its metrics do not count from now on. */
  seeSpans(job: string): void {
    this.#see(SPANS + bounded(job));
  }

  spansCount(job: string): boolean {
    return this.#wasSeen(SPANS + bounded(job), SPANS_MS);
  }

  /** When spans of the service told usage for the last time, in nanoseconds since the epoch; 0: they never did. */
  spansUntil(job: string): bigint {
    return BigInt(this.#read(SPANS + bounded(job)) ?? 0) * 1_000_000n;
  }

  /**
   * Whether this family of token metrics counts for the process: the one that was seen first, for as long as it reports.
   * By process, since a new version of a service may report under new names beside the old one.
   */
  familyCounts(source: TelemetrySource, family: string): boolean {
    const known = this.#counted(source);
    return known === undefined || known.family === family || this.#isStale(known);
  }

  seeMetrics(source: TelemetrySource, family: string, untilUnixNano: bigint): void {
    const until = latest(untilUnixNano, this.#counted(source)?.untilUnixNano ?? 0n);
    this.#changes.set(COUNTED + processName(source), `${family} ${until} ${this.#nowMs}`);
    const ofService = latest(untilUnixNano, this.#countedUntil(source.job));
    this.#changes.set(COUNTED_UNTIL + bounded(source.job), `${ofService} ${this.#nowMs}`);
  }

  /** Up to when metrics counted the calls of a process: its spans count from then on. 0: they never did. */
  metricsUntil({ job, instance }: TelemetrySource): bigint {
    if (instance === '') return this.#countedUntil(job);
    const counted = this.#counted({ job, instance }) ?? this.#counted({ job, instance: '' });
    return counted?.untilUnixNano ?? 0n;
  }

  /** Whether it is too early to tell that Outlay's instrumentation is not in this process. */
  isHeld(source: TelemetrySource): boolean {
    if (source.language !== 'nodejs') return false;
    const name = FIRST_SEEN + processName(source);
    const [first = 0, last = 0] = (this.#read(name) ?? '').split(' ').map(Number);
    const begins = this.#nowMs - last >= INSTRUMENTED_MS ? this.#nowMs : first;
    if (this.#nowMs - last >= REFRESH_MS) this.#changes.set(name, `${begins} ${this.#nowMs}`);
    return this.#nowMs - begins < this.#holdMs;
  }

  #counted(source: Pick<TelemetrySource, 'job' | 'instance'>): CountedMetrics | undefined {
    const [family, until] = (this.#read(COUNTED + processName(source)) ?? '').split(' ');
    if (family === undefined || until === undefined) return undefined;
    return { family, untilUnixNano: BigInt(until) };
  }

  #countedUntil(job: string): bigint {
    return BigInt((this.#read(COUNTED_UNTIL + bounded(job)) ?? '0').split(' ', 1)[0] ?? 0);
  }

  #isStale({ untilUnixNano }: CountedMetrics): boolean {
    return untilUnixNano < (BigInt(this.#nowMs) - BigInt(SPANS_MS)) * 1_000_000n;
  }

  #see(name: string): void {
    if (this.#nowMs - Number(this.#read(name) ?? 0) >= REFRESH_MS) {
      this.#changes.set(name, String(this.#nowMs));
    }
  }

  #wasSeen(name: string, withinMs: number): boolean {
    const seen = this.#read(name);
    return seen !== undefined && this.#nowMs - Number(seen) < withinMs;
  }

  #read(name: string): string | undefined {
    return this.#changes.has(name) ? this.#changes.get(name) : this.#notes.get(name);
  }
}

/** Longer names are told by their hash, so that no sender decides how large a note is. */
const LONGEST_NAME = 128;

function bounded(name: string): string {
  return name.length <= LONGEST_NAME ? name : hashOf(name);
}

function processName({ job, instance }: Pick<TelemetrySource, 'job' | 'instance'>): string {
  return `${bounded(job)}/${hashOf(instance)}`;
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}

function latest(one: bigint, other: bigint): bigint {
  return one > other ? one : other;
}

/**
 * How long notes are kept after what they tell of was last seen. That of spans keeps the metrics of a process that runs for
 * weeks from telling once more what its spans told: their first point counts from the start of the process.
 */
const KEPT_MS: Readonly<Record<string, number>> = {
  [INSTRUMENTED]: INSTRUMENTED_MS,
  [SPANS]: 90 * DAY_MS,
  [COUNTED]: DAY_MS,
  [COUNTED_UNTIL]: DAY_MS,
  [FIRST_SEEN]: INSTRUMENTED_MS,
};

/** Most notes of each kind; of more, those that were silent the longest are forgotten. */
const MOST_NOTES = 20_000;

/** Takes away what is noted of services and processes that were not heard of for long, and what is too much. */
export function forgottenNotes(
  notes: Pick<Notes, 'startingWith'>,
  now: Date,
  mostNotes: number = MOST_NOTES,
): NoteChanges {
  const forgotten = new Map<string, undefined>();
  for (const [prefix, keptMs] of Object.entries(KEPT_MS)) {
    // Each kind of note ends with the time at which it was written last.
    const seen = [...notes.startingWith(prefix)].map(([name, value]) => ({
      name,
      atMs: Number(value.slice(value.lastIndexOf(' ') + 1)),
    }));
    const kept = seen.filter(({ atMs }) => now.getTime() - atMs < keptMs);
    for (const { name } of seen) forgotten.set(name, undefined);
    const most = kept.toSorted((a, b) => b.atMs - a.atMs).slice(0, mostNotes);
    for (const { name } of most) forgotten.delete(name);
  }
  return forgotten;
}
