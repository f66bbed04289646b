import type { BudgetBook } from '../budget/budget-book.ts';
import { amountFromNano } from '../budget/exchange.ts';
import type { BudgetState } from '../budget/state.ts';
import type { UsageQuery, UsageReport, UsageRow } from '../usage/query.ts';

/** A budget as JSON: dates in ISO 8601, nano-USD as text because JSON numbers are too small for them. */
function budgetBody(state: BudgetState) {
  const { period, spentNanoUsd } = state;
  return {
    ...state,
    spentNanoUsd: String(spentNanoUsd),
    period: { ...period, start: period.start.toISOString(), end: period.end.toISOString() },
  };
}

/** Body of `/api/v1/budgets`; with more than one period, each budget's `past` has the ones before, newest first. */
export function budgetsBody(budgets: BudgetBook, now: Date, periods: number) {
  return {
    asOf: now.toISOString(),
    budgets: budgets.history(now, periods).flatMap(([current, ...past]) => {
      if (current === undefined) return [];
      return [{ ...budgetBody(current), ...(periods > 1 ? { past: past.map(budgetBody) } : {}) }];
    }),
  };
}

/** Body of `/api/v1/usage`. */
export function usageBody(report: UsageReport, query: UsageQuery) {
  return {
    from: report.from.toISOString(),
    to: report.to.toISOString(),
    groupBy: query.groupBy,
    ...(query.by === undefined ? {} : { by: query.by, timeZone: query.timeZone }),
    rows: report.rows.map(rowBody),
    total: totalBody(report.total),
  };
}

function rowBody({ start, labels, costNanoUsd, estimatedNanoUsd, ...figures }: UsageRow) {
  return {
    ...(start === undefined ? {} : { start: start.toISOString() }),
    ...labels,
    ...figures,
    costNanoUsd: String(costNanoUsd),
    estimatedUsd: estimatedNanoUsd === null ? null : amountFromNano(estimatedNanoUsd),
  };
}

function totalBody({ costNanoUsd, estimatedNanoUsd, ...figures }: UsageReport['total']) {
  return {
    ...figures,
    costNanoUsd: String(costNanoUsd),
    estimatedUsd: estimatedNanoUsd === null ? null : amountFromNano(estimatedNanoUsd),
  };
}
