import { type Attribution, currentAttribution, withAttribution } from '../attribution/attribution.ts';
import type { RecordedUsage } from '../call/recorded-usage.ts';
import { guard } from '../guard.ts';
import type { UsageUnit } from '../names.ts';
import type { Usage } from '../pricing/usage.ts';
import { runningMetering } from './running-metering.ts';

/** What an application used of a metered API, where no HTTP request shows it. */
export interface UsageRecord {
  /** The `provider` label: one of those that are metered, or one of your own. */
  provider: string;
  /** What was done; `recorded` when absent. */
  operation?: string;
  model?: string;
  /** Counts by unit: `{ emails: 3 }`. */
  units?: Readonly<Partial<Record<UsageUnit | (string & {}), number>>>;
  /** Token counts. */
  usage?: Usage;
  /** What the provider charged, in USD; it counts before any price list. */
  costUsd?: number;
  /** What else decides the price of a unit, as the price list writes it: a country, a channel. */
  variant?: string;
  durationSeconds?: number;
  /** Kind of a failure, `timeout` for instance; never a message. */
  errorType?: string;
  /** Whom or what it was used for; what is absent is taken from the running code. */
  attribution?: Attribution;
  /** When it was used: chooses the price. Now when absent. */
  at?: Date;
}

/** Labels and names are cut at this length. */
const MAX_LENGTH = 128;
const DEFAULT_OPERATION = 'recorded';
const ERROR_TYPE = /^[A-Za-z0-9_.-]{1,64}$/;

/**
 * Records usage that no request shows: a queue, a socket, a batch that was billed later. Where nothing meters the process
 * it does nothing. Never throws; what cannot be read is left out, and counts that are no counts are recorded as unpriced.
 */
export function recordUsage(record: UsageRecord): void {
  const metering = runningMetering();
  if (metering === undefined) return;
  guard(
    () => undefined,
    () => {
      const recorded = readRecord(record);
      if (recorded !== undefined) metering.recordUsage(recorded);
    },
  );
}

function readRecord(record: UsageRecord): RecordedUsage | undefined {
  const provider = textOf(record.provider);
  if (provider === undefined) return undefined;
  const { usage, units, costUsd, durationSeconds, errorType, attribution = {}, at } = record;
  const model = textOf(record.model);
  const variant = textOf(record.variant);
  return {
    provider,
    operation: textOf(record.operation) ?? DEFAULT_OPERATION,
    // As `withAttribution` would: within what is set already.
    attribution: withAttribution(attribution, currentAttribution),
    at: at instanceof Date && Number.isFinite(at.getTime()) ? at : new Date(),
    ...(model !== undefined && { model }),
    ...(variant !== undefined && { variant }),
    ...((usage !== undefined || units !== undefined) && {
      usage: { ...usage, ...(units !== undefined && { units: { ...usage?.units, ...units } }) },
    }),
    ...(costUsd !== undefined && { costUsd }),
    ...(isDuration(durationSeconds) && { durationSeconds }),
    ...(errorType !== undefined && { errorType: ERROR_TYPE.test(errorType) ? errorType : '_OTHER' }),
  };
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value.slice(0, MAX_LENGTH) : undefined;
}

function isDuration(seconds: number | undefined): seconds is number {
  return seconds !== undefined && Number.isFinite(seconds) && seconds >= 0;
}
