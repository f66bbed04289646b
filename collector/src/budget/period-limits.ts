import { Temporal } from 'temporal-polyfill';
import { namesOfMonths } from './calendar-schema.ts';
import type { Calendar, Period } from './period.ts';

/**
 * What `limits` calls a period: the day that it begins, or as much of that as tells it from others. 2026-02-16 for days
 * and weeks, 2026-02 for months and quarters, 2026 for years; fixed dates have no name, for there is but one period.
 */
export function periodName({ start }: Period, calendar: Calendar): string | undefined {
  if (calendar.kind === 'fixed') return undefined;
  const first = Temporal.Instant.fromEpochMilliseconds(start.getTime())
    .toZonedDateTimeISO(calendar.timeZone)
    .toPlainDate()
    .toString();
  if (calendar.kind === 'year') return first.slice(0, 4);
  return calendar.kind === 'month' || calendar.kind === 'quarter' ? first.slice(0, 7) : first;
}

/** A period's name as a file may have it, or what is wrong with it. */
export type PeriodNameReading = { readonly name: string } | { readonly mistake: string };

const MONTHS_A_QUARTER = 3;

/** Reads a key of `limits`; a quarter may be written 2026-Q2 too, which stands for the one that begins in April. */
export function readPeriodName(key: string, calendar: Calendar): PeriodNameReading {
  switch (calendar.kind) {
    case 'fixed':
      return { mistake: 'fixed dates are one period, which has the one limit; leave limits out' };
    case 'year':
      return /^\d{4}$/.test(key) ? { name: key } : { mistake: 'is no year; write one such as 2026' };
    case 'month':
      return isMonth(key) ? { name: key } : { mistake: 'is no month; write one such as 2026-02' };
    case 'quarter':
      return readQuarter(key, calendar.yearStart);
    case 'week':
      return readWeek(key, calendar.weekStart);
    case 'day':
      return dayOf(key) ? { name: key } : { mistake: 'is no day; write one such as 2026-02-16' };
  }
}

function isMonth(key: string): boolean {
  return /^\d{4}-(0[1-9]|1[0-2])$/.test(key);
}

function readQuarter(key: string, yearStart: number): PeriodNameReading {
  const quarter = /^(\d{4})-Q([1-4])$/.exec(key);
  const firstOfQuarter = (Number(quarter?.[2]) - 1) * MONTHS_A_QUARTER + 1;
  const name = quarter ? `${quarter[1]}-${String(firstOfQuarter).padStart(2, '0')}` : key;
  if (!isMonth(name)) return { mistake: 'is no quarter; write one such as 2026-Q2, or 2026-04' };
  const months = [0, 1, 2, 3].map((index) => ((yearStart - 1 + index * MONTHS_A_QUARTER) % 12) + 1);
  return months.includes(Number(name.slice(5)))
    ? { name }
    : { mistake: `begins no quarter of this budget: they begin in ${namesOfMonths(months)}` };
}

function readWeek(key: string, weekStart: number): PeriodNameReading {
  const day = dayOf(key);
  if (day === undefined) return { mistake: 'is no day; write the first day of the week, such as 2026-02-16' };
  const first = day.subtract({ days: (day.dayOfWeek - weekStart + 7) % 7 });
  return first.equals(day)
    ? { name: key }
    : { mistake: `begins no week of this budget: that one begins on ${first.toString()}` };
}

function dayOf(key: string): Temporal.PlainDate | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(key)) return undefined;
  try {
    return Temporal.PlainDate.from(key);
  } catch {
    return undefined;
  }
}
