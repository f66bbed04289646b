import { echoByDay } from './echo.ts';
import { LEVEL_METHODS, levelsBeforeEachDay } from './levels.ts';
import { PROJECTION } from './parameters.ts';
import { PrefixSums } from './prefix-sums.ts';
import { type SeenSpread, dailyVariance, seenSpread } from './spread.ts';
import { type TrialGround, type Weights, weighMethods } from './trials.ts';
import { weekdayProfile } from './weekday-profile.ts';

/** What the past days of a budget say about the coming ones; stays the same until the day is over. */
export interface Learned {
  /** Days since the first spend, at most those that are looked back. */
  readonly historyDays: number;
  /** Expected spend of today and of each day after it. */
  readonly days: readonly number[];
  readonly weights: Weights;
  readonly spread: SeenSpread;
  readonly dailyVariance: number;
}

/**
 * Learns from the days before today.
 *
 * @param history spend by calendar day, oldest first; the last one is yesterday. Days before the first spend are left out:
 *   they tell when something began, not what it costs
 * @param horizonDays days to look ahead, today among them; 1 or more
 * @param lags how many days ago the same day of each earlier period was, nearest first
 * @returns undefined without a day that has spend
 */
export function learn(
  history: readonly number[],
  horizonDays: number,
  lags: readonly number[],
): Learned | undefined {
  const begun = history.findIndex((amount) => amount > 0);
  if (begun === -1) return undefined;
  const amounts = history.slice(Math.max(begun, history.length - PROJECTION.historyDays));
  const profile = weekdayProfile(amounts);
  const factor = (day: number) => profile[day % profile.length] ?? 1;
  // A weekday that never costs anything can't be scaled up; it says nothing about the level of the others.
  const levelled = amounts.map((amount, day) => (factor(day) > MIN_FACTOR ? amount / factor(day) : amount));
  const ground: TrialGround = {
    spend: new PrefixSums(amounts),
    profile: new PrefixSums(Array.from({ length: amounts.length + horizonDays }, (_, day) => factor(day))),
    levels: levelsBeforeEachDay(levelled),
    levelled: new PrefixSums(levelled),
    horizonDays,
    lags: lags.slice(0, PROJECTION.echoPeriods),
  };
  const weights = weighMethods(ground);
  const today = amounts.length;
  const level = LEVEL_METHODS.reduce(
    (sum, method) => sum + weights[method] * (ground.levels[method][today] ?? 0),
    0,
  );
  const echo = weights.earlierPeriods > 0 ? echoByDay(ground.levelled, today, horizonDays, ground.lags) : [];
  const expected = (ahead: number) =>
    (level + weights.earlierPeriods * (echo?.[ahead] ?? 0)) * factor(today + ahead);
  return {
    historyDays: amounts.length,
    days: Array.from({ length: horizonDays }, (_, ahead) => expected(ahead)),
    weights,
    spread: seenSpread(ground, weights),
    dailyVariance: dailyVariance(levelled),
  };
}

const MIN_FACTOR = 0.02;
