import { Temporal } from 'temporal-polyfill';
import { periodAt } from '../budget/period.ts';

export const TIME_UNITS = ['hour', 'day', 'week', 'month', 'quarter', 'year'] as const;
export type TimeUnit = (typeof TIME_UNITS)[number];

/**
 * Start of the calendar unit of a time zone that a slot lies in.
 *
 * @param slot seconds since the epoch
 */
export function bucketStart(slot: number, unit: TimeUnit, timeZone: string): Date {
  const key = `${unit} ${timeZone} ${slot}`;
  const known = cache.get(key);
  if (known !== undefined) return known;
  if (cache.size > MAX_CACHED) cache.clear();
  const start = computeStart(slot * 1000, unit, timeZone);
  cache.set(key, start);
  return start;
}

/** Calendar arithmetic takes microseconds and a report asks for the same slot once per series. */
const cache = new Map<string, Date>();
/** A year of quarter hours is 35,136. */
const MAX_CACHED = 100_000;

function computeStart(epochMs: number, unit: TimeUnit, timeZone: string): Date {
  if (unit !== 'hour') return periodAt(new Date(epochMs), unit, timeZone).start;
  const zoned = Temporal.Instant.fromEpochMilliseconds(epochMs).toZonedDateTimeISO(timeZone);
  return new Date(epochMs - (zoned.minute * 60 + zoned.second) * 1000);
}
