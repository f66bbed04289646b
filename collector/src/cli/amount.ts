import { measureName } from '../budget/state.ts';
import { renderMoney } from './money.ts';

/** What tells how amounts of a budget are written. */
export interface AmountOf {
  readonly currency: string | null;
  readonly unit: string | null;
}

const numbers = new Intl.NumberFormat('en', { maximumFractionDigits: 2 });

/**
 * An amount of a budget: money in its currency, units as a bare number.
 *
 * @param scale the largest amount beside it, so that numbers which are compared have the same decimals
 */
export function renderAmount({ currency }: AmountOf, amount: number, scale: number): string {
  return currency === null ? numbers.format(amount) : renderMoney(amount, currency, scale);
}

/** The same with the unit's name behind it, where there is one. */
export function renderNamedAmount(budget: AmountOf, amount: number, scale: number): string {
  const text = renderAmount(budget, amount, scale);
  return budget.unit === null ? text : `${text} ${measureName(budget)}`;
}
