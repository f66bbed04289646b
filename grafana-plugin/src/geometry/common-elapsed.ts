import { type BudgetRow } from '../budget/row.ts';

/** Periods that differ by less than this are drawn at the same place anyway. */
const TOLERANCE = 0.004;

/**
 * The elapsed share of the period when all budgets with a period have the same one: then one line can stand for "today".
 * Null for a mixture of days and months, or when no budget has a period.
 */
export function commonElapsed(rows: readonly BudgetRow[]): number | null {
  const shares = rows.map((row) => row.elapsed).filter((share) => share !== null);
  const [first] = shares;
  if (first === undefined) return null;
  return shares.every((share) => Math.abs(share - first) <= TOLERANCE) ? first : null;
}
