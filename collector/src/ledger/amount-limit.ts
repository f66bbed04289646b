/**
 * The most that one series, one budget or one stream adds up to, in ledger units: half of what the 64-bit columns of SQLite
 * hold, so that the sum of two figures still fits. In USD, whose unit is a billionth, it is 4.6 thousand million; of usage,
 * whose unit is a millionth, 4.6e12: a series that counts bytes ends at 4.6 TB.
 */
export const MAX_SUM = 2n ** 62n;
/** The same as a double, which holds it exactly. */
export const MAX_SUM_NUMBER = 2 ** 62;

/** The nearest amount that a column holds. Only a defect makes it another: what is booked is held within before. */
export function clampedAmount(amount: bigint): bigint {
  if (amount > MAX_SUM) return MAX_SUM;
  return amount < -MAX_SUM ? -MAX_SUM : amount;
}
