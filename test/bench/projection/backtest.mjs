import { forecast } from '../../../collector/src/budget/projection/forecast.ts';
import { learn } from '../../../collector/src/budget/projection/learn.ts';
import { SIMPLE_METHODS } from './simple-methods.mjs';

/** Days of the period that are over when it is projected. */
export const DAYS_OVER = [5, 10, 15, 20, 25];

/** What is projected at the end of a day of a period, from all days up to it. */
function project(seen, over, days) {
  const standing = {
    spent: sum(seen.slice(-over)),
    spentToday: 0,
    todayElapsed: 0,
    daysAfterToday: days - over - 1,
  };
  const made = forecast(learn(seen, days - over, [days, 2 * days, 3 * days]), standing);
  if (typeof made !== 'string') return made.projection;
  return { low: standing.spent, middle: standing.spent, high: standing.spent };
}

/**
 * Compares projections with what came, over all windows.
 *
 * @returns in percent: the weighted absolute error (sum of errors to sum of outcomes), that of each simple method, the
 *   share of outcomes in the band, and the median width of the band to the outcome
 */
export function backtest(amounts, windows, over) {
  const errors = { ours: 0 };
  const widths = [];
  let [total, covered] = [0, 0];
  for (const { start, days } of windows) {
    const outcome = sum(amounts.slice(start, start + days));
    const seen = amounts.slice(0, start + over);
    const { low, middle, high } = project(seen, over, days);
    total += outcome;
    errors.ours += Math.abs(middle - outcome);
    for (const [name, method] of Object.entries(SIMPLE_METHODS)) {
      errors[name] = (errors[name] ?? 0) + Math.abs(method(seen, over, days) - outcome);
    }
    const grain = 1e-9 * outcome;
    if (outcome >= low - grain && outcome <= high + grain) covered += 1;
    if (outcome > 0) widths.push((high - low) / outcome);
  }
  const wape = Object.fromEntries(
    Object.entries(errors).map(([name, error]) => [name, (100 * error) / total]),
  );
  widths.sort((a, b) => a - b);
  return {
    wape,
    coverage: (100 * covered) / windows.length,
    width: 100 * (widths[Math.floor(widths.length / 2)] ?? 0),
  };
}

const sum = (values) => values.reduce((total, value) => total + value, 0);
