import { Temporal } from 'temporal-polyfill';
import { requireFewBuckets } from './report-limits.ts';
import { type TimeUnit, bucketAt } from './time-unit.ts';

/** A span of time in seconds since the epoch: `from` is in it, `to` is not. */
export interface TimeRange {
  readonly from: number;
  readonly to: number;
}

/**
 * What came before a range, by the calendar of the time zone: as many months where it is made of whole months, as many
 * days where it begins with a day (the same part of them where it ends within one: a day that is not over is held
 * against the morning of another), and otherwise as many seconds.
 */
export function previousRange({ from, to }: TimeRange, timeZone: string): TimeRange {
  const start = zoned(from, timeZone);
  const end = zoned(to, timeZone);
  if (!isMidnight(start)) return { from: from - (to - from), to: from };
  const firstDay = start.toPlainDate();
  if (isMidnight(end) && firstDay.day === 1 && end.day === 1) {
    const months = firstDay.until(end.toPlainDate(), { largestUnit: 'months' });
    return { from: midnight(firstDay.subtract(months), timeZone), to: from };
  }
  const { days } = firstDay.until(end.toPlainDate());
  const length = { days: isMidnight(end) ? days : days + 1 };
  return {
    from: midnight(firstDay.subtract(length), timeZone),
    to: end.subtract(length).epochMilliseconds / 1000,
  };
}

/**
 * The same part of the month before: from its first day to the same day and time of day. Where the month before is too
 * short to have that day, all of it.
 */
export function sameDaysOfPreviousMonth({ from, to }: TimeRange, timeZone: string): TimeRange {
  const monthBefore = previousMonth(from, timeZone);
  const end = zoned(to, timeZone);
  const sameDay = end.subtract({ months: 1 });
  const isThere = sameDay.day === end.day && sameDay.epochMilliseconds / 1000 <= monthBefore.to;
  return { from: monthBefore.from, to: isThere ? sameDay.epochMilliseconds / 1000 : monthBefore.to };
}

/** Start of the day that many days before the one that an instant lies in. */
export function startOfDay(seconds: number, daysBefore: number, timeZone: string): number {
  return midnight(zoned(seconds, timeZone).toPlainDate().subtract({ days: daysBefore }), timeZone);
}

/** The calendar month before the one that an instant lies in. */
export function previousMonth(seconds: number, timeZone: string): TimeRange {
  const { start } = bucketAt(seconds * 1000, 'month', timeZone);
  const before = bucketAt(start - 1, 'month', timeZone);
  return { from: before.start / 1000, to: before.end / 1000 };
}

/**
 * Starts of the calendar units that a range touches, in ms since the epoch.
 *
 * @throws UsageQueryError for more of them than a report may have
 */
export function bucketStarts({ from, to }: TimeRange, unit: TimeUnit, timeZone: string): number[] {
  requireFewBuckets({ from, to }, unit);
  const starts: number[] = [];
  for (let at = from * 1000; at < to * 1000;) {
    const { start, end } = bucketAt(at, unit, timeZone);
    starts.push(start);
    at = end;
  }
  return starts;
}

function zoned(seconds: number, timeZone: string): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(seconds * 1000).toZonedDateTimeISO(timeZone);
}

function midnight(day: Temporal.PlainDate, timeZone: string): number {
  return day.toZonedDateTime(timeZone).epochMilliseconds / 1000;
}

function isMidnight(at: Temporal.ZonedDateTime): boolean {
  return at.startOfDay().epochMilliseconds === at.epochMilliseconds;
}
