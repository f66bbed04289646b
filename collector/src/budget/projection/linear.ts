/** What a period will have cost at its end, in the budget's currency. `low` and `high` bound the 80 % band. */
export interface Projection {
  readonly method: 'linear';
  readonly low: number | null;
  readonly middle: number;
  readonly high: number | null;
}

/** Before this share of the period has passed, a single call decides the outcome. */
const MIN_ELAPSED_RATIO = 0.01;

/**
 * Spent / elapsed: assumes that the rest of the period goes on as it went so far. It has no band.
 *
 * @param spent amount so far, in any currency
 * @param elapsedRatio elapsed share of the period, 0 to 1
 * @returns a sentence that says why instead, when it is too early
 */
export function projectLinearly(spent: number, elapsedRatio: number): Projection | string {
  if (elapsedRatio < MIN_ELAPSED_RATIO) return 'less than 1 % of the period has passed';
  return { method: 'linear', low: null, middle: spent / elapsedRatio, high: null };
}
