import { Temporal } from 'temporal-polyfill';
import { type Calendar, periodAt } from '../budget/period.ts';

export const TIME_UNITS = ['hour', 'day', 'week', 'month', 'quarter', 'year'] as const;
export type TimeUnit = (typeof TIME_UNITS)[number];

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
