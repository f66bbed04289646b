import { describe, expect, it } from 'vitest';
import { budgetOf, NOON_MS } from '../../test/budgets.ts';
import { rowFromBudget } from '../budget/row.ts';
import { scaleEnd } from './scale.ts';

const endOf = (spent: readonly number[], projected: number | null = null, withProjection = true) =>
  scaleEnd(
    spent.map((amount) =>
      rowFromBudget(
        budgetOf({
          spent: amount,
          limit: 100,
          projection: projected === null ? null : { low: null, middle: projected, high: null },
        }),
        NOON_MS,
      ),
    ),
    { withProjection },
  );

describe('the scale that all bars share', () => {
  it('leaves room beyond the limit when every budget is within it', () => {
    expect(endOf([10, 90])).toBe(1.25);
    expect(endOf([])).toBe(1.25);
  });

  it('grows in steps with the budget that is most over', () => {
    expect(endOf([10, 130])).toBe(1.5);
    expect(endOf([10, 160])).toBe(2);
    expect(endOf([10, 260])).toBe(3);
  });

  it('stops growing at three times the limit', () => {
    expect(endOf([2000])).toBe(3);
  });

  it('has room for projections, up to twice the limit', () => {
    expect(endOf([10], 140)).toBe(1.5);
    expect(endOf([10], 900)).toBe(2);
    expect(endOf([10], 140, false)).toBe(1.25);
  });

  it('is not stretched by a zero limit', () => {
    expect(
      scaleEnd([rowFromBudget(budgetOf({ limit: 0, spent: 5, projection: null }), NOON_MS)], {
        withProjection: true,
      }),
    ).toBe(1.25);
  });
});
