import type { Budget, Threshold } from './budget.ts';

/** `unlimited`: there is no limit to compare with. `unknown`: the data has no number for what was spent. */
export type Status = 'ok' | 'warning' | 'critical' | 'exceeded' | 'unlimited' | 'unknown';

/**
 * Where a budget stands now, by the comparisons of the collector and the alert rules, so that a bar and a page agree: a
 * threshold counts once it is reached, the limit (or the budget's own share of it) once it is passed, and a limit of zero
 * has no thresholds.
 */
export function calculateStatus(budget: Budget): Status {
  const { spent, limit, thresholds, exceededRatio } = budget;
  if (spent === null) return 'unknown';
  if (limit === null) return 'unlimited';
  if (spent > exceededRatio * limit) return 'exceeded';
  return thresholds.findLast((threshold) => isReached(threshold, spent, limit))?.severity ?? 'ok';
}

/** Multiplies as the collector and the rules do: 64.8 / 81 is a bit less than 0.8, but 64.8 is not less than 0.8 x 81. */
export function isReached({ ratio }: Threshold, spent: number, limit: number): boolean {
  return spent > 0 && spent >= ratio * limit;
}

/** Whether a budget that is still within its limit is expected to end its period beyond it. */
export function isProjectedOver(budget: Budget): boolean {
  if (budget.projection === null || budget.limit === null) return false;
  return calculateStatus(budget) !== 'exceeded' && budget.projection.middle > budget.limit;
}
