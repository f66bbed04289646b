/**
 * An amount in its currency with as many decimals as the currency has, or four where the amounts are small.
 *
 * @param scale the largest amount beside it, so that numbers which are compared have the same decimals
 */
export function renderMoney(amount: number, currency: string, scale: number = amount): string {
  const small = Math.abs(scale) < 1 && scale !== 0;
  return new Intl.NumberFormat('en', {
    style: 'currency',
    currency,
    currencyDisplay: 'narrowSymbol',
    ...(small && { minimumFractionDigits: 4, maximumFractionDigits: 4 }),
  }).format(amount);
}
