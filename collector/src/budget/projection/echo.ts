import type { PrefixSums } from './prefix-sums.ts';

/**
 * What the coming days would cost if they went as the same days of earlier periods did. It knows what no level can know:
 * a free tier that is used up on the same day of each month, a batch on the last day.
 *
 * @param lags how many days ago the same day of each earlier period was
 * @returns mean per day; undefined where no earlier period is known whole
 */
export function echoOfPeriods(
  sums: PrefixSums,
  day: number,
  horizonDays: number,
  lags: readonly number[],
): number | undefined {
  let total = 0;
  let count = 0;
  for (const lag of lags) {
    const from = day - lag;
    if (from < 0) break;
    const to = Math.min(day, from + horizonDays);
    total += sums.between(from, to) / (to - from);
    count += 1;
  }
  return count === 0 ? undefined : Math.max(0, total / count);
}

/**
 * The same, day by day.
 *
 * @param today the day that the first of the coming days is
 */
export function echoByDay(
  sums: PrefixSums,
  today: number,
  horizonDays: number,
  lags: readonly number[],
): readonly number[] | undefined {
  const mean = echoOfPeriods(sums, today, horizonDays, lags);
  if (mean === undefined) return undefined;
  return Array.from({ length: horizonDays }, (_, ahead) => {
    const days = lags.map((lag) => today + ahead - lag).filter((day) => day >= 0 && day < today);
    if (days.length === 0) return mean;
    return Math.max(0, days.reduce((sum, day) => sum + sums.between(day, day + 1), 0) / days.length);
  });
}
