import { describe, expect, it } from 'vitest';
import { budgetOf, NOON_MS } from '../../test/budgets.ts';
import type { Budget } from '../budget/budget.ts';
import { rowFromBudget } from '../budget/row.ts';
import { commonElapsed } from './common-elapsed.ts';

const elapsedOf = (...budgets: Partial<Budget>[]) =>
  commonElapsed(budgets.map((changes) => rowFromBudget(budgetOf(changes), NOON_MS)));

describe('the one line for today', () => {
  it('stands where all budgets of one period stand', () => {
    expect(elapsedOf({}, { name: 'other' })).toBe(0.5);
  });

  it('is not drawn through a bar whose budget has no period', () => {
    expect(elapsedOf({}, { period: null })).toBeNull();
  });

  it('is drawn beside a budget without limit, which has no bar to run through', () => {
    expect(elapsedOf({}, { period: null, limit: null })).toBe(0.5);
  });

  it('is not drawn when periods differ, or when there is none', () => {
    const day = { startMs: NOON_MS - 3_600_000, endMs: NOON_MS + 72_000_000 };
    expect(elapsedOf({}, { period: day })).toBeNull();
    expect(elapsedOf({ period: null })).toBeNull();
    expect(elapsedOf()).toBeNull();
  });
});
