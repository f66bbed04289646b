import type { Forecast, Standing } from './forecast.ts';

/**
 * Days from now until spend reaches the limit, in fractions of a day; 0 when it has. An end that lies beyond the period's
 * is null: the next period begins at nothing. `low` is the end of the 80 % band that comes soonest.
 */
export interface DaysUntilLimit {
  readonly low: number | null;
  readonly middle: number | null;
  readonly high: number | null;
}

/** Follows the expected days of a forecast, and its band, to the limit. */
export function daysUntilLimit(
  { days, bandFactor }: Forecast,
  { spent, todayElapsed }: Standing,
  limit: number,
): DaysUntilLimit {
  const left = limit - spent;
  return {
    low: daysToSpend(left / bandFactor, days, todayElapsed),
    middle: daysToSpend(left, days, todayElapsed),
    high: daysToSpend(left * bandFactor, days, todayElapsed),
  };
}

function daysToSpend(amount: number, days: readonly number[], todayElapsed: number): number | null {
  if (amount <= 0) return 0;
  let left = amount;
  let passed = 0;
  for (const [index, spend] of days.entries()) {
    const length = index === 0 ? 1 - todayElapsed : 1;
    if (spend >= left) return passed + (length * left) / spend;
    left -= spend;
    passed += length;
  }
  return null;
}

/** Complete days that the present run rate is the mean of. */
const RUN_RATE_DAYS = 7;

/**
 * What a day costs at present: the mean of the last seven complete days, or of as many as there were since the first spend.
 *
 * @param history spend by calendar day up to yesterday, oldest first
 * @returns null without such a day
 */
export function runRatePerDay(history: readonly number[]): number | null {
  const begun = history.findIndex((amount) => amount > 0);
  if (begun === -1) return null;
  const days = history.slice(Math.max(begun, history.length - RUN_RATE_DAYS));
  return days.reduce((sum, amount) => sum + amount, 0) / days.length;
}
