import { Temporal } from 'temporal-polyfill';
import type { PeriodKind } from './configuration.ts';

/** A calendar period in some time zone: `start` belongs to it, `end` to the next one. */
export interface Period {
  readonly start: Date;
  readonly end: Date;
}

/**
 * The calendar period that an instant lies in, by the calendar of the time zone: a month has 28 to 31 days, a day 23 to
 * 25 hours. Weeks start on Monday (ISO 8601).
 */
export function periodAt(instant: Date, kind: PeriodKind, timeZone: string): Period {
  const day = Temporal.Instant.fromEpochMilliseconds(instant.getTime())
    .toZonedDateTimeISO(timeZone)
    .toPlainDate();
  const first = firstDay(day, kind);
  return { start: midnight(first, timeZone), end: midnight(first.add(LENGTH[kind]), timeZone) };
}

/** The period before the given one. */
export function previousPeriod(period: Period, kind: PeriodKind, timeZone: string): Period {
  return periodAt(new Date(period.start.getTime() - 1), kind, timeZone);
}

/** Elapsed share of a period, from 0 to 1. */
export function elapsedRatio(period: Period, now: Date): number {
  const share = (now.getTime() - period.start.getTime()) / (period.end.getTime() - period.start.getTime());
  return Math.min(1, Math.max(0, share));
}

const LENGTH = {
  day: { days: 1 },
  week: { weeks: 1 },
  month: { months: 1 },
  quarter: { months: 3 },
  year: { years: 1 },
} as const;

function firstDay(day: Temporal.PlainDate, kind: PeriodKind): Temporal.PlainDate {
  switch (kind) {
    case 'day':
      return day;
    case 'week':
      return day.subtract({ days: day.dayOfWeek - 1 });
    case 'month':
      return day.with({ day: 1 });
    case 'quarter':
      return day.with({ day: 1, month: Math.floor((day.month - 1) / 3) * 3 + 1 });
    case 'year':
      return day.with({ day: 1, month: 1 });
  }
}

/** The day's first instant; where daylight saving skips midnight, that is the first minute after the gap. */
function midnight(day: Temporal.PlainDate, timeZone: string): Date {
  return new Date(day.toZonedDateTime(timeZone).epochMilliseconds);
}
