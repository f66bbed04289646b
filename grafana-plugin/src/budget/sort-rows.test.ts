import { describe, expect, it } from 'vitest';
import { budgetOf, NOON_MS } from '../../test/budgets.ts';
import { rowFromBudget } from './row.ts';
import { type SortBy, sortRows } from './sort-rows.ts';

const rows = [
  budgetOf({ name: 'team 10', spent: 10, limit: 100, projection: { low: null, middle: 90, high: null } }),
  budgetOf({ name: 'team 2', spent: 50, limit: 100, projection: null }),
  budgetOf({ name: 'Team 1', spent: 60, limit: null }),
  budgetOf({ name: 'zero', spent: 1, limit: 0 }),
].map((budget) => rowFromBudget(budget, NOON_MS));

describe('the order of rows', () => {
  it.each<[SortBy, string[]]>([
    ['data', ['team 10', 'team 2', 'Team 1', 'zero']],
    ['name', ['Team 1', 'team 2', 'team 10', 'zero']],
    ['spent', ['Team 1', 'team 2', 'team 10', 'zero']],
    ['spentShare', ['zero', 'team 2', 'team 10', 'Team 1']],
    ['projectedShare', ['zero', 'team 10', 'team 2', 'Team 1']],
  ])('sorted by %s', (sortBy, names) => {
    expect(sortRows(rows, sortBy).map((row) => row.budget.name)).toEqual(names);
  });
});
