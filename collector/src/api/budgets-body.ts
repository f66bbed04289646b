import type { BudgetBook } from '../budget/budget-book.ts';
import type { BudgetState } from '../budget/state.ts';

/** A budget as JSON: dates in ISO 8601, nano-USD as text because JSON numbers are too small for them. */
export interface BudgetBody extends Omit<BudgetState, 'period' | 'spentNanoUsd'> {
  readonly period: Omit<BudgetState['period'], 'start' | 'end'> & {
    readonly start: string;
    readonly end: string;
  };
  /** Null for a budget on units. */
  readonly spentNanoUsd: string | null;
}

/** Body of `/api/v1/budgets`. */
export interface BudgetsBody {
  readonly asOf: string;
  /** With more than one period, each one's `past` has the ones before, newest first. */
  readonly budgets: readonly (BudgetBody & { readonly past?: readonly BudgetBody[] })[];
}

export function budgetsBody(budgets: BudgetBook, now: Date, periods: number): BudgetsBody {
  return {
    asOf: now.toISOString(),
    budgets: budgets.history(now, periods).flatMap(([current, ...past]) => {
      if (current === undefined) return [];
      return [{ ...budgetBody(current), ...(periods > 1 ? { past: past.map(budgetBody) } : {}) }];
    }),
  };
}

function budgetBody(state: BudgetState): BudgetBody {
  const { period, spentNanoUsd } = state;
  return {
    ...state,
    spentNanoUsd: spentNanoUsd === null ? null : String(spentNanoUsd),
    period: { ...period, start: period.start.toISOString(), end: period.end.toISOString() },
  };
}
