/** From this amount on, cents are enough. */
const CENTS_FROM_USD = 100;
const SMALLEST_SHOWN_USD = 0.0001;

/**
 * Dollars for a table: cents where the largest amount beside it is large, ten-thousandths otherwise. What is too small to
 * show is `<$0.0001`: nothing that costs reads as free.
 */
export function usdText(amount: number, largest: number): string {
  const digits = Math.abs(largest) >= CENTS_FROM_USD ? 2 : 4;
  const smallest = digits === 2 ? 0.01 : SMALLEST_SHOWN_USD;
  if (amount > 0 && amount < smallest) return `<$${smallest}`;
  const text = Math.abs(amount).toLocaleString('en', {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  return amount < 0 ? `-$${text}` : `$${text}`;
}

/** Counts with their thousands apart; `-` for what is not kept by the labels of a report. */
export function countText(count: number | null | undefined): string {
  if (count === null || count === undefined) return '-';
  return count.toLocaleString('en', { maximumFractionDigits: 2 });
}

/** A change as `+25 %`; as `12 x` (twelve times as much) where percent would be hard to read. */
export function changeText(ratio: number): string {
  if (ratio >= 10) return `${(ratio + 1).toLocaleString('en', { maximumFractionDigits: 0 })} x`;
  const percent = Math.round(ratio * 100);
  return percent === 0 ? '±0 %' : `${percent > 0 ? '+' : '-'}${Math.abs(percent)} %`;
}
