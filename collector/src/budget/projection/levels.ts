import { PrefixSums } from './prefix-sums.ts';
import { RunningMedian } from './running-median.ts';

/**
 * The simple methods that a projection is put together from. Each says what a day costs now:
 * - `last7`: mean of the last 7 days, the first to follow a level shift;
 * - `mean28Median28`: halfway between mean and median of the last 28 days;
 * - `median28`: median of the last 28 days, which bursts and single huge calls leave alone;
 * - `median4Weeks`: median of the means over 7 days in the last 28, which keeps what comes once a week.
 */
export const LEVEL_METHODS = ['last7', 'mean28Median28', 'median28', 'median4Weeks'] as const;
export type LevelMethod = (typeof LEVEL_METHODS)[number];

const WEEK = 7;
const MONTH = 28;

/**
 * What each method says before each day: element `day` knows the days before it alone.
 *
 * @param amounts spend by day
 * @returns as many elements as days and one more, which knows all of them
 */
export function levelsBeforeEachDay(amounts: readonly number[]): Record<LevelMethod, Float64Array> {
  const sums = new PrefixSums(amounts);
  const days = new RunningMedian(MONTH);
  const weeks = new RunningMedian(MONTH - WEEK + 1);
  const levels = {
    last7: new Float64Array(amounts.length + 1),
    mean28Median28: new Float64Array(amounts.length + 1),
    median28: new Float64Array(amounts.length + 1),
    median4Weeks: new Float64Array(amounts.length + 1),
  };
  for (let day = 1; day <= amounts.length; day += 1) {
    days.push(amounts[day - 1] ?? 0);
    const week = sums.meanBefore(day, WEEK);
    if (day >= WEEK) weeks.push(week);
    const mean = sums.meanBefore(day, MONTH);
    // Where most days cost nothing, the median says nothing about the others.
    const median = days.median() || mean;
    levels.last7[day] = Math.max(0, week);
    levels.mean28Median28[day] = Math.max(0, (mean + median) / 2);
    levels.median28[day] = Math.max(0, median);
    levels.median4Weeks[day] = Math.max(0, day >= WEEK ? weeks.median() : week);
  }
  return levels;
}
