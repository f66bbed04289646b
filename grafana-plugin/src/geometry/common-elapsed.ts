import type { BudgetRow } from '../budget/row.ts';

/** Periods that differ by less than this are drawn at the same place anyway. */
const TOLERANCE = 0.004;

/**
 * The elapsed share of the period when every budget that has a bar has a period, and all have the same one: then one line
 * can stand for "today". Null for a mixture of days and months, of bars with and without a period, or without any.
 */
export function commonElapsed(rows: readonly BudgetRow[]): number | null {
  if (rows.some(({ budget, elapsed }) => budget.limit !== null && elapsed === null)) return null;
  const shares = rows.map((row) => row.elapsed).filter((share) => share !== null);
  const [first] = shares;
  if (first === undefined) return null;
  return shares.every((share) => Math.abs(share - first) <= TOLERANCE) ? first : null;
}
