import { type Budget } from './budget.ts';

/** `unlimited`: there is no limit to compare with. `unknown`: the data has no number for what was spent. */
export type Status = 'ok' | 'warning' | 'critical' | 'exceeded' | 'unlimited' | 'unknown';

/**
 * Where a budget stands now, by the comparisons of the alert rules, so that a bar and a page agree: a threshold counts
 * once it is reached, the limit once it is passed, and a limit of zero has no thresholds.
 */
export function calculateStatus(budget: Budget): Status {
  const { spent, limit, thresholds } = budget;
  if (spent === null) return 'unknown';
  if (limit === null) return 'unlimited';
  if (spent > limit) return 'exceeded';
  if (limit === 0) return 'ok';
  return thresholds.findLast((threshold) => spent / limit >= threshold.ratio)?.severity ?? 'ok';
}

/** Whether a budget that is still within its limit is expected to end its period beyond it. */
export function isProjectedOver(budget: Budget): boolean {
  if (budget.projection === null || budget.limit === null) return false;
  return calculateStatus(budget) !== 'exceeded' && budget.projection.middle > budget.limit;
}
