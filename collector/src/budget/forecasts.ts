import type { DayCalendar } from './day-calendar.ts';
import type { SpendHistories } from './history.ts';
import { type PeriodDays, periodDays } from './period-days.ts';
import { daysUntilLimit, runRatePerDay } from './projection/days-until-limit.ts';
import { type Standing, forecast } from './projection/forecast.ts';
import { type Learned, learn } from './projection/learn.ts';
import type { BudgetForecast, ProjectionQuestion } from './projector.ts';
import type { DailySpend } from './zone-history.ts';

/** What was learnt from a budget's past days, until they change or the day is over. */
interface Lesson {
  readonly days: DailySpend | undefined;
  readonly version: number | undefined;
  readonly period: PeriodDays;
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

/**
 * Lessons take some 0.2 ms each, and all of them are due after midnight. More than these in one turn of the event loop
 * wait for the next time that they are asked for; until then the budget has the lesson of the day before.
 */
const MAX_LESSONS_A_TURN = 100;

/** Why there is no projection yet. */
export const PAST_DAYS_ARE_READ = 'the spend of past days is being read';

/** Forecasts of budgets from their daily spend. What takes long is learnt once a day. */
export class Forecasts {
  readonly #histories: SpendHistories;
  readonly #answers = new Map<string, Answer>();
  #lessonsThisTurn = 0;

  constructor(histories: SpendHistories) {
    this.#histories = histories;
  }

  /** Projects a running period to its end; a sentence says why it can't be. */
  project({ budget, period, spent, limit, now }: ProjectionQuestion): BudgetForecast | string {
    const { name, definition } = budget;
    const { timeZone } = definition.calendar;
    const zone = this.#histories.zone(timeZone, now);
    if (zone === undefined) return PAST_DAYS_ARE_READ;
    const days = zone.of(name);
    const known = this.#answers.get(name);
    const inDays = periodDays(zone.calendar, period, definition.calendar);
    const lesson = this.#lessonFor(known?.lesson, days, inDays);
    if (lesson === undefined) return PAST_DAYS_ARE_READ;
    if (known && isFresh(known, lesson, spent, limit, now)) return known.result;
    const standing = standingOf(zone.calendar, inDays, spent, days?.today ?? 0, now);
    const result = forecastOf(lesson, standing, limit);
    this.#answers.set(name, { lesson, atMs: now.getTime(), spent, limit, result });
    return result;
  }

  /** The lesson that is known where it still holds, else a new one; undefined when it has to wait for its turn. */
  #lessonFor(
    known: Lesson | undefined,
    days: DailySpend | undefined,
    period: PeriodDays,
  ): Lesson | undefined {
    const version = days?.version;
    if (known?.period === period && known.days === days && known.version === version) return known;
    // Without spend of past days there is nothing to learn.
    if (days === undefined) return { days, version, period, learned: undefined, runRatePerDay: null };
    if (this.#lessonsThisTurn >= MAX_LESSONS_A_TURN) return known;
    if (this.#lessonsThisTurn === 0) setImmediate(() => (this.#lessonsThisTurn = 0));
    this.#lessonsThisTurn += 1;
    const past = [...days.past];
    const learned = learn(past, period.afterToday + 1, period.lags);
    return { days, version, period, learned, runRatePerDay: runRatePerDay(past) };
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

function standingOf(
  calendar: DayCalendar,
  { afterToday }: PeriodDays,
  spent: number,
  spentToday: number,
  now: Date,
): Standing {
  return { spent, spentToday, todayElapsed: calendar.todayElapsed(now), daysAfterToday: afterToday };
}
