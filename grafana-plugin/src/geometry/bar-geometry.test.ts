import { describe, expect, it } from 'vitest';
import { budgetOf, NOON_MS } from '../../test/budgets.ts';
import type { Budget } from '../budget/budget.ts';
import { rowFromBudget } from '../budget/row.ts';
import { calculateBar } from './bar-geometry.ts';

const barOf = (changes: Partial<Budget>, end = 2) =>
  calculateBar(rowFromBudget(budgetOf(changes), NOON_MS), end);

describe('the geometry of a bar', () => {
  it('puts every mark at its share of the limit', () => {
    expect(barOf({ spent: 150, projection: { low: 240, middle: 360, high: 450 } })).toEqual({
      spent: { from: 0, to: 25 },
      over: null,
      broken: false,
      limit: 50,
      notches: [
        { at: 37.5, severity: 'warning' },
        { at: 45, severity: 'critical' },
      ],
      projection: { at: 60, beyond: false },
      band: { from: 40, to: 75 },
      today: 25,
    });
  });

  it('goes on beyond the limit for what is over it', () => {
    expect(barOf({ spent: 450 })).toMatchObject({
      spent: { to: 50 },
      over: { from: 50, to: 75 },
      broken: false,
    });
  });

  it('is full and not over when the limit is spent to the penny', () => {
    expect(barOf({ spent: 300 })).toMatchObject({ spent: { to: 50 }, over: null });
  });

  it('breaks off at the end of the scale', () => {
    const bar = barOf({ spent: 900, projection: { low: null, middle: 1000, high: null } });
    expect(bar).toMatchObject({
      over: { from: 50, to: 100 },
      broken: true,
      projection: { at: 100, beyond: true },
    });
  });

  it('draws all that was spent of a zero limit beyond it, without thresholds', () => {
    expect(barOf({ spent: 1, limit: 0, projection: null })).toMatchObject({
      spent: { from: 0, to: 0 },
      over: { from: 50, to: 100 },
      broken: true,
      notches: [],
    });
    expect(barOf({ spent: 0, limit: 0, projection: null })).toMatchObject({ spent: { to: 0 }, over: null });
  });

  it('starts at zero after a credit', () => {
    expect(barOf({ spent: -20 })).toMatchObject({ spent: { from: 0, to: 0 }, over: null });
  });

  it('has no band without both of its bounds, no mark without a projection, no today without a period', () => {
    expect(barOf({})).toMatchObject({ band: null });
    expect(barOf({ projection: null, period: null })).toMatchObject({
      projection: null,
      band: null,
      today: null,
    });
  });

  it('is not drawn without a limit', () => {
    expect(barOf({ limit: null })).toBeNull();
  });
});
