import { type Budget, shareOfLimit } from './budget.ts';
import { type Allowance, calculateAllowance, calculateRunsOutMs, elapsedRatio } from './pace.ts';
import { calculateStatus, isProjectedOver, type Status } from './status.ts';

/** A budget with everything that each display mode tells about it at one moment. */
export interface BudgetRow {
  budget: Budget;
  status: Status;
  projectedOver: boolean;
  /** Spent as a share of the limit; see {@link shareOfLimit}. */
  spentShare: number | null;
  /** Elapsed share of the period, 0 to 1; null when the data has no period. */
  elapsed: number | null;
  allowance: Allowance | null;
  runsOutMs: number | null;
}

export function rowFromBudget(budget: Budget, nowMs: number): BudgetRow {
  return {
    budget,
    status: calculateStatus(budget),
    projectedOver: isProjectedOver(budget),
    spentShare: shareOfLimit(budget.spent, budget.limit),
    elapsed: budget.period === null ? null : elapsedRatio(budget.period, nowMs),
    allowance: calculateAllowance(budget, nowMs),
    runsOutMs: calculateRunsOutMs(budget, nowMs),
  };
}
