import type { DayCalendar } from './day-calendar.ts';
import { type Calendar, type Period, previousPeriod } from './period.ts';
import { PROJECTION } from './projection/parameters.ts';

/** A running period in days, as of today. */
export interface PeriodDays {
  /** Days of the period after today. */
  readonly afterToday: number;
  /** How many days ago the same day of each earlier period was, nearest first. */
  readonly lags: readonly number[];
}

/** Budgets share periods, and calendars are slow to ask: each answer holds until the day is over. */
const known = new WeakMap<DayCalendar, Map<string, PeriodDays>>();

/** Counts the days of a period; the same object for the same calendar and period. */
export function periodDays(days: DayCalendar, period: Period, calendar: Calendar): PeriodDays {
  const byPeriod = known.get(days) ?? new Map<string, PeriodDays>();
  known.set(days, byPeriod);
  const key = `${calendar.kind} ${period.start.getTime()} ${period.end.getTime()}`;
  const counted = byPeriod.get(key) ?? {
    afterToday: Math.max(0, days.dayOf(period.end.getTime() - 1) - days.pastDays),
    lags: lagsOf(days, period, calendar),
  };
  byPeriod.set(key, counted);
  return counted;
}

function lagsOf(days: DayCalendar, period: Period, calendar: Calendar): number[] {
  const first = days.dayOf(period.start.getTime());
  const lags: number[] = [];
  let earlier = previousPeriod(period, calendar);
  while (earlier !== undefined && lags.length < PROJECTION.echoPeriods) {
    const lag = first - days.dayOf(earlier.start.getTime());
    if (lag > days.pastDays) break;
    lags.push(lag);
    earlier = previousPeriod(earlier, calendar);
  }
  return lags;
}
