import type { Budget, Period } from './budget.ts';
import { calculateStatus, isProjectedOver } from './status.ts';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

/** What may still be spent in each day (or hour, when less than two days are left) without passing the limit. */
export interface Allowance {
  amount: number;
  per: 'day' | 'hour';
}

/** Elapsed share of the period, from 0 to 1. */
export function elapsedRatio(period: Period, nowMs: number): number {
  const lengthMs = period.endMs - period.startMs;
  if (lengthMs <= 0) return 1;
  return Math.min(1, Math.max(0, (nowMs - period.startMs) / lengthMs));
}

/** What is left, spread evenly over the rest of the period. Null when there is nothing left or no time to spread it over. */
export function calculateAllowance(budget: Budget, nowMs: number): Allowance | null {
  if (budget.spent === null || budget.limit === null || budget.period === null) return null;
  const left = budget.limit - budget.spent;
  const leftMs = budget.period.endMs - nowMs;
  if (left <= 0 || leftMs <= 0) return null;
  if (leftMs >= 2 * DAY_MS) return { amount: left / (leftMs / DAY_MS), per: 'day' };
  return leftMs >= 2 * HOUR_MS ? { amount: left / (leftMs / HOUR_MS), per: 'hour' } : null;
}

/**
 * When the limit is reached, in milliseconds since the epoch, if spending goes on evenly from now to the projected end.
 * Null unless the budget is projected to pass its limit.
 */
export function calculateRunsOutMs(budget: Budget, nowMs: number): number | null {
  const { spent, limit, projection, period } = budget;
  if (spent === null || limit === null || projection === null || period === null) return null;
  if (calculateStatus(budget) === 'exceeded' || !isProjectedOver(budget)) return null;
  const toCome = projection.middle - spent;
  if (toCome <= 0) return null;
  return nowMs + ((limit - spent) / toCome) * (period.endMs - nowMs);
}
