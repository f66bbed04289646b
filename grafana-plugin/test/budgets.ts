import type { Budget } from '../src/budget/budget.ts';

/** Halfway through the period of {@link budgetOf}. */
export const NOON_MS = Date.UTC(2026, 10, 16);

/** A budget of November in pounds, halfway through, with what a test changes about it. */
export function budgetOf(changes: Partial<Budget> = {}): Budget {
  return {
    name: 'openai',
    currency: 'GBP',
    spent: 100,
    limit: 300,
    projection: { low: null, middle: 200, high: null },
    thresholds: [
      { severity: 'warning', ratio: 0.75 },
      { severity: 'critical', ratio: 0.9 },
    ],
    exceededRatio: 1,
    period: { startMs: Date.UTC(2026, 10, 1), endMs: Date.UTC(2026, 11, 1) },
    cell: null,
    ...changes,
  };
}
