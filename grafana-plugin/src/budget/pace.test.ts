import { describe, expect, it } from 'vitest';
import { budgetOf, NOON_MS } from '../../test/budgets.ts';
import { calculateAllowance, calculateRunsOutMs, elapsedRatio } from './pace.ts';

const november = { startMs: Date.UTC(2026, 10, 1), endMs: Date.UTC(2026, 11, 1) };
const HOUR_MS = 3_600_000;

describe('the pace of a budget', () => {
  it('has passed half of November at the end of the 15th, nothing before it and all of it after', () => {
    expect(elapsedRatio(november, NOON_MS)).toBe(0.5);
    expect(elapsedRatio(november, november.startMs - 1)).toBe(0);
    expect(elapsedRatio(november, november.endMs + 1)).toBe(1);
  });

  it('spreads what is left over the days to come', () => {
    expect(calculateAllowance(budgetOf(), NOON_MS)).toEqual({ amount: 200 / 15, per: 'day' });
  });

  it('spreads it over hours when less than two days are left', () => {
    expect(calculateAllowance(budgetOf(), november.endMs - 10 * HOUR_MS)).toEqual({
      amount: 20,
      per: 'hour',
    });
  });

  it('allows nothing when nothing is left, the period is over, or it is unknown', () => {
    expect(calculateAllowance(budgetOf({ spent: 300 }), NOON_MS)).toBeNull();
    expect(calculateAllowance(budgetOf(), november.endMs)).toBeNull();
    expect(calculateAllowance(budgetOf({ period: null }), NOON_MS)).toBeNull();
    expect(calculateAllowance(budgetOf({ limit: null }), NOON_MS)).toBeNull();
  });

  it('runs out where an even way to the projection crosses the limit', () => {
    const budget = budgetOf({ spent: 200, projection: { low: null, middle: 400, high: null } });
    expect(calculateRunsOutMs(budget, NOON_MS)).toBe((NOON_MS + november.endMs) / 2);
  });

  it('does not run out when it is projected to stay within its limit, or is over it already', () => {
    expect(calculateRunsOutMs(budgetOf(), NOON_MS)).toBeNull();
    expect(
      calculateRunsOutMs(
        budgetOf({ spent: 301, projection: { low: null, middle: 500, high: null } }),
        NOON_MS,
      ),
    ).toBeNull();
  });
});
