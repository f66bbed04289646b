import { Temporal } from 'temporal-polyfill';
import { type Calendar, periodAt } from '../budget/period.ts';

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
  return new Date(bucketAt(epochMs, unit, timeZone).start);
}

/** The calendar unit that an instant lies in, in ms since the epoch; `end` belongs to the next one. Weeks start on Monday. */
export function bucketAt(
  epochMs: number,
  unit: TimeUnit,
  timeZone: string,
): { readonly start: number; readonly end: number } {
  if (unit === 'hour') {
    const zoned = Temporal.Instant.fromEpochMilliseconds(epochMs).toZonedDateTimeISO(timeZone);
    const start = epochMs - (zoned.minute * 60 + zoned.second) * 1000 - zoned.millisecond;
    return { start, end: start + HOUR_MS };
  }
  const { start, end } = periodAt(new Date(epochMs), calendarOf(unit, timeZone));
  return { start: start.getTime(), end: end.getTime() };
}

const HOUR_MS = 3_600_000;

function calendarOf(unit: Exclude<TimeUnit, 'hour'>, timeZone: string): Calendar {
  if (unit === 'day') return { kind: unit, timeZone };
  if (unit === 'week') return { kind: unit, timeZone, weekStart: 1 };
  return { kind: unit, timeZone, monthStart: 1, yearStart: 1 };
}
