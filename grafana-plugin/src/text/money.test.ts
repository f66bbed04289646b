import { describe, expect, it } from 'vitest';
import { budgetOf } from '../../test/budgets.ts';
import { moneyFormatOf } from './money.ts';

describe('amounts of money', () => {
  it.each([
    ['GBP', 300, 1370.5, '£1,370.50'],
    ['USD', 300, 0, '$0.00'],
    ['JPY', 150_000, 120_400, '¥120,400'],
    ['USD', 0.05, 0.0213, '$0.0213'],
    ['USD', 0.5, 0.2, '$0.20'],
    ['USD', 0.1, 0.04, '$0.04'],
    ['USD', 0.09, 0.04, '$0.0400'],
    ['credits', 300, 12, '12.00 credits'],
    [null, 300, 12, '12.00'],
    ['USD', 300, -4.2, '-$4.20'],
  ])('in %s with a limit of %d: %d is %s', (currency, limit, amount, text) => {
    expect(moneyFormatOf(budgetOf({ currency, limit }))(amount)).toBe(text);
  });

  it('follows the unit and decimals that somebody set for the panel', () => {
    expect(moneyFormatOf(budgetOf(), { unit: 'currency:financial:€:suffix' })(1370.5)).toBe('1,370.50€');
    expect(moneyFormatOf(budgetOf(), { decimals: 0 })(1370.5)).toBe('£1,371');
  });
});
