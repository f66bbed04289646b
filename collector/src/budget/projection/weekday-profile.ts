import { PrefixSums } from './prefix-sums.ts';

const WEEK = 7;
/** Weeks that the profile is learnt from, and the least it takes. */
const PROFILE_DAYS = 8 * WEEK;
const MIN_RATIOS = 2 * WEEK;

/**
 * How the days of a week differ: factors with a mean of 1, for the days whose index leaves 0 to 6 when divided by 7.
 *
 * Each day is compared with the week around it, so that growth and level shifts do not look like weekdays. What is learnt
 * is shrunk towards "all days are alike" by as much as the weekdays' means could differ by chance (empirical Bayes, after
 * James and Stein): quiet weekends show within two or three weeks, the bursts of an uneven service hardly ever.
 */
export function weekdayProfile(amounts: readonly number[]): readonly number[] {
  const ratios = ratiosToWeek(amounts);
  const count = ratios.reduce((sum, { length }) => sum + length, 0);
  if (count < MIN_RATIOS) return FLAT;
  const means = ratios.map((values) => (values.length > 0 ? mean(values) : 1));
  const overall = mean(means);
  if (overall <= 0) return FLAT;
  const between = means.reduce((sum, value) => sum + (value - overall) ** 2, 0) / (WEEK - 1);
  const within =
    ratios.reduce(
      (sum, values, weekday) =>
        sum + values.reduce((part, value) => part + (value - (means[weekday] ?? 1)) ** 2, 0),
      0,
    ) / Math.max(1, count - WEEK);
  const trust = between > 0 ? Math.max(0, 1 - (within * WEEK) / count / between) : 0;
  const factors = means.map((value) => Math.max(0, 1 + trust * (value / overall - 1)));
  const sum = mean(factors);
  return factors.map((factor) => factor / sum);
}

const FLAT: readonly number[] = [1, 1, 1, 1, 1, 1, 1];

/** Each day as a share of the mean of the seven days around it, by weekday; days without a whole week are left out. */
function ratiosToWeek(amounts: readonly number[]): number[][] {
  const ratios: number[][] = FLAT.map(() => []);
  const sums = new PrefixSums(amounts);
  const first = Math.max(0, amounts.length - PROFILE_DAYS);
  for (let day = first + 3; day < amounts.length - 3; day += 1) {
    const around = sums.between(day - 3, day + 4) / WEEK;
    if (around <= 0) continue;
    ratios[day % WEEK]?.push(Math.max(0, Math.min(WEEK, (amounts[day] ?? 0) / around)));
  }
  return ratios;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
