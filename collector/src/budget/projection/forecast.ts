import type { Learned } from './learn.ts';
import { PROJECTION } from './parameters.ts';
import { type SeenSpread, assumedVariance, logDeviation } from './spread.ts';
import type { Weights } from './trials.ts';

/** What a period will have cost at its end, in the budget's currency. `low` and `high` bound the 80 % band. */
export interface Projection {
  /**
   * `learned`: levels of the last weeks, weighted by their own past errors. `pace`: there is no complete day with spend
   * yet; today's pace goes on.
   */
  readonly method: 'learned' | 'pace';
  readonly low: number;
  readonly middle: number;
  readonly high: number;
  /** Complete days with spend behind the figures, from the first one on. */
  readonly historyDays: number;
  /** Part that each simple method has, largest first; empty for `pace`. */
  readonly parts: readonly { readonly method: keyof Weights; readonly weight: number }[];
}

/** Where a period stands, by the calendar of the budget. */
export interface Standing {
  /** Spend of the period so far, today's included. */
  readonly spent: number;
  readonly spentToday: number;
  /** Elapsed share of today, 0 to 1. */
  readonly todayElapsed: number;
  /** Days of the period after today. */
  readonly daysAfterToday: number;
}

/** A projection and the spend that it expects of each day, of which the first is the rest of today. */
export interface Forecast {
  readonly projection: Projection;
  /** What the expected spend is divided by at the low end of the band, and multiplied by at the high end. */
  readonly bandFactor: number;
  readonly days: readonly number[];
}

/**
 * Projects the spend of a period at its end.
 *
 * @param learned what the days before today said; undefined when none had spend
 * @returns a sentence that says why instead, when nothing was ever spent
 */
export function forecast(learned: Learned | undefined, standing: Standing): Forecast | string {
  const { spent, spentToday, todayElapsed, daysAfterToday } = standing;
  if (learned === undefined && !(spentToday > 0)) return 'nothing was spent yet that could go on';
  const pace = Math.max(0, spentToday) / Math.max(todayElapsed, PROJECTION.minPaceDays);
  const daily = learned?.days ?? [];
  const dayAt = (index: number) => daily[Math.min(index, daily.length - 1)] ?? pace;
  // The later the day, the more its own pace says about the rest of it than other days do.
  const trust = todayElapsed ** 2;
  const restOfToday = (1 - todayElapsed) * (trust * pace + (1 - trust) * dayAt(0));
  const days = [restOfToday];
  for (let index = 1; index <= daysAfterToday; index += 1) days.push(dayAt(index));

  const rest = days.reduce((sum, day) => sum + day, 0);
  const horizonDays = daysAfterToday + 1 - todayElapsed;
  const factor = Math.exp(PROJECTION.band80Deviations * deviationOf(learned, todayElapsed, horizonDays));
  return {
    days,
    bandFactor: factor,
    projection: {
      method: learned === undefined ? 'pace' : 'learned',
      low: spent + rest / factor,
      middle: spent + rest,
      high: spent + rest * factor,
      historyDays: learned?.historyDays ?? 0,
      parts: learned === undefined ? [] : partsOf(learned.weights),
    },
  };
}

const UNSEEN: SeenSpread = { logDeviation: 0, horizons: 0 };

function deviationOf(learned: Learned | undefined, todayElapsed: number, horizonDays: number): number {
  const variance = learned?.dailyVariance ?? Math.log1p(PROJECTION.assumedVariance);
  const daysSeen = learned?.historyDays ?? todayElapsed;
  return logDeviation(learned?.spread ?? UNSEEN, assumedVariance(variance, daysSeen, horizonDays));
}

function partsOf(weights: Weights): Projection['parts'] {
  return Object.entries(weights)
    .map(([method, weight]) => ({ method: method as keyof Weights, weight }))
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight);
}
