import type { SpendHistories } from './history.ts';
import { type Calendar, type Period, previousPeriod } from './period.ts';
import { daysUntilLimit, runRatePerDay } from './projection/days-until-limit.ts';
import { type Standing, forecast } from './projection/forecast.ts';
import { type Learned, learn } from './projection/learn.ts';
import { PROJECTION } from './projection/parameters.ts';
import type { DayCalendar } from './day-calendar.ts';
import type { BudgetForecast, ProjectionQuestion } from './projector.ts';
import type { DailySpend } from './zone-history.ts';

/** What was learnt from a budget's past days, until they change. */
interface Lesson {
  readonly days: DailySpend | undefined;
  readonly version: number | undefined;
  readonly todayMs: number;
  readonly periodEndMs: number;
  readonly learned: Learned | undefined;
  readonly runRatePerDay: number | null;
}

interface Answer {
  readonly lesson: Lesson;
  readonly atMs: number;
  readonly spent: number;
  readonly limit: number;
  readonly result: BudgetForecast | string;
}

/** A forecast is made anew when it is older than this, or spend moved by more than this share of it. */
const MAX_AGE_MS = 60_000;
const MAX_MOVE_RATIO = 0.001;

/** Forecasts of budgets from their daily spend. What takes long is learnt once a day. */
export class Forecasts {
  readonly #histories: SpendHistories;
  readonly #answers = new Map<string, Answer>();

  constructor(histories: SpendHistories) {
    this.#histories = histories;
  }

  /** Projects a running period to its end; a sentence says why it can't be. */
  project({ budget, period, spent, limit, now }: ProjectionQuestion): BudgetForecast | string {
    const { name, definition } = budget;
    const { timeZone } = definition.calendar;
    const zone = this.#histories.zone(timeZone, now);
    if (zone === undefined) return 'the spend of past days is being read';
    const days = zone.of(name);
    const known = this.#answers.get(name);
    const lesson = lessonFor(known?.lesson, days, zone.calendar, period, definition.calendar);
    if (known && isFresh(known, lesson, spent, limit, now)) return known.result;
    const standing = standingOf(zone.calendar, period, spent, days?.today ?? 0, now);
    const result = forecastOf(lesson, standing, limit);
    this.#answers.set(name, { lesson, atMs: now.getTime(), spent, limit, result });
    return result;
  }

  /** Forgets budgets that are gone. */
  clear(): void {
    this.#answers.clear();
  }
}

function forecastOf(lesson: Lesson, standing: Standing, limit: number): BudgetForecast | string {
  const made = forecast(lesson.learned, standing);
  if (typeof made === 'string') return made;
  return {
    ...made.projection,
    runRatePerDay: lesson.runRatePerDay,
    daysUntilLimit: daysUntilLimit(made, standing, limit),
  };
}

function isFresh(known: Answer, lesson: Lesson, spent: number, limit: number, now: Date): boolean {
  if (known.lesson !== lesson || known.limit !== limit) return false;
  const age = now.getTime() - known.atMs;
  const moved = Math.abs(spent - known.spent);
  // What is spent already is the least that a period can cost.
  const isBelowSpent = typeof known.result !== 'string' && known.result.low < spent;
  return age >= 0 && age < MAX_AGE_MS && moved <= MAX_MOVE_RATIO * Math.abs(known.spent) && !isBelowSpent;
}

/** The lesson that is known, where it still holds; a new one otherwise. */
function lessonFor(
  known: Lesson | undefined,
  days: DailySpend | undefined,
  calendar: DayCalendar,
  period: Period,
  kind: Calendar,
): Lesson {
  const version = days?.version;
  const todayMs = calendar.startMs(calendar.pastDays);
  const periodEndMs = period.end.getTime();
  if (
    known !== undefined &&
    known.days === days &&
    known.version === version &&
    known.todayMs === todayMs &&
    known.periodEndMs === periodEndMs
  ) {
    return known;
  }
  const past = days === undefined ? [] : [...days.past];
  return {
    ...{ days, version, todayMs, periodEndMs },
    learned: learn(past, daysAfterToday(calendar, period) + 1, lagsOf(calendar, period, kind)),
    runRatePerDay: runRatePerDay(past),
  };
}

function standingOf(
  calendar: DayCalendar,
  period: Period,
  spent: number,
  spentToday: number,
  now: Date,
): Standing {
  return {
    spent,
    spentToday,
    todayElapsed: calendar.todayElapsed(now),
    daysAfterToday: daysAfterToday(calendar, period),
  };
}

function daysAfterToday(calendar: DayCalendar, { end }: Period): number {
  return Math.max(0, calendar.dayOf(end.getTime() - 1) - calendar.pastDays);
}

/** How many days ago the same day of each earlier period was. */
function lagsOf(calendar: DayCalendar, period: Period, kind: Calendar): number[] {
  const first = calendar.dayOf(period.start.getTime());
  const lags: number[] = [];
  let earlier = previousPeriod(period, kind);
  while (earlier !== undefined && lags.length < PROJECTION.echoPeriods) {
    const lag = first - calendar.dayOf(earlier.start.getTime());
    if (lag > calendar.pastDays) break;
    lags.push(lag);
    earlier = previousPeriod(earlier, kind);
  }
  return lags;
}
