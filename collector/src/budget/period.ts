import { Temporal } from 'temporal-polyfill';

/** Kinds of periods that begin anew; a budget of fixed dates has the one period alone. */
export const PERIOD_KINDS = ['day', 'week', 'month', 'quarter', 'year'] as const;
export type PeriodKind = (typeof PERIOD_KINDS)[number] | 'fixed';

/** How a budget cuts time, by the calendar of its own time zone (IANA). */
export type Calendar =
  | { readonly kind: 'day'; readonly timeZone: string }
  | {
      readonly kind: 'week';
      readonly timeZone: string;
      /** 1 Monday to 7 Sunday (ISO 8601). */
      readonly weekStart: number;
    }
  | {
      readonly kind: 'month' | 'quarter' | 'year';
      readonly timeZone: string;
      /** Day of the month that periods begin on, 1 to 31; the last day of a month that has no such day. */
      readonly monthStart: number;
      /** Month that years begin in, 1 to 12; quarters begin in it and in every third month after it. */
      readonly yearStart: number;
    }
  | {
      readonly kind: 'fixed';
      readonly timeZone: string;
      /** First day, such as 2026-03-01. */
      readonly from: string;
      /** The day after the last one. */
      readonly to: string;
    };

/** A span of time: `start` belongs to it, `end` to the next one. */
export interface Period {
  readonly start: Date;
  readonly end: Date;
}

/** Whether a period has begun and ended. Only one of fixed dates can be anything but `running` now. */
export type PeriodPhase = 'upcoming' | 'running' | 'over';

/**
 * The period of a calendar that an instant lies in: a month has 28 to 31 days, a day 23 to 25 hours. Of fixed dates it is
 * always the same, wherever the instant lies.
 */
export function periodAt(instant: Date, calendar: Calendar): Period {
  const { timeZone } = calendar;
  if (calendar.kind === 'fixed') {
    return {
      start: midnight(Temporal.PlainDate.from(calendar.from), timeZone),
      end: midnight(Temporal.PlainDate.from(calendar.to), timeZone),
    };
  }
  const day = Temporal.Instant.fromEpochMilliseconds(instant.getTime())
    .toZonedDateTimeISO(timeZone)
    .toPlainDate();
  const [first, next] = boundariesAround(day, calendar);
  return { start: midnight(first, timeZone), end: midnight(next, timeZone) };
}

/** The period before the given one; undefined for fixed dates, which have none. */
export function previousPeriod(period: Period, calendar: Calendar): Period | undefined {
  return calendar.kind === 'fixed' ? undefined : periodAt(new Date(period.start.getTime() - 1), calendar);
}

/** Elapsed share of a period, from 0 to 1. */
export function elapsedRatio(period: Period, now: Date): number {
  const share = (now.getTime() - period.start.getTime()) / (period.end.getTime() - period.start.getTime());
  return Math.min(1, Math.max(0, share));
}

export function phaseOf(period: Period, now: Date): PeriodPhase {
  if (now < period.start) return 'upcoming';
  return now < period.end ? 'running' : 'over';
}

const MONTHS = { month: 1, quarter: 3, year: 12 } as const;
const MONTHS_A_YEAR = 12;

/** First day of the period that a day lies in, and of the next one. */
function boundariesAround(
  day: Temporal.PlainDate,
  calendar: Exclude<Calendar, { kind: 'fixed' }>,
): readonly [Temporal.PlainDate, Temporal.PlainDate] {
  if (calendar.kind === 'day') return [day, day.add({ days: 1 })];
  if (calendar.kind === 'week') {
    const first = day.subtract({ days: (day.dayOfWeek - calendar.weekStart + 7) % 7 });
    return [first, first.add({ weeks: 1 })];
  }
  const length = MONTHS[calendar.kind];
  const month = day.year * MONTHS_A_YEAR + day.month - 1;
  let first = month - ((month - (calendar.yearStart - 1) + MONTHS_A_YEAR) % length);
  // The first days of a month may still belong to the period that began in the month before.
  if (Temporal.PlainDate.compare(startInMonth(first, calendar.monthStart), day) > 0) first -= length;
  return [startInMonth(first, calendar.monthStart), startInMonth(first + length, calendar.monthStart)];
}

/** The day of a month (counted from year 0) that periods begin on; the last one where the month is too short. */
function startInMonth(month: number, monthStart: number): Temporal.PlainDate {
  return Temporal.PlainDate.from(
    { year: Math.floor(month / MONTHS_A_YEAR), month: (month % MONTHS_A_YEAR) + 1, day: monthStart },
    { overflow: 'constrain' },
  );
}

/** The day's first instant; where daylight saving skips midnight, that is the first minute after the gap. */
function midnight(day: Temporal.PlainDate, timeZone: string): Date {
  return new Date(day.toZonedDateTime(timeZone).epochMilliseconds);
}
