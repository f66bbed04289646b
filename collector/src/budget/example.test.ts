import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { BUDGET_KEYS } from './budget-entry.ts';
import { readFileSync } from 'node:fs';
import { parseBudgets } from './load-configuration.ts';

it('the example file is in order, and shows every key that a budget can have', () => {
  const text = readFileSync(fileURLToPath(new URL('../../budgets.example.yaml', import.meta.url)), 'utf8');
  expect(parseBudgets(text, 'budgets.example.yaml').budgets.length).toBeGreaterThan(10);
  expect(BUDGET_KEYS.filter((key) => !new RegExp(`^ +(- )?${key}:`, 'm').test(text))).toEqual([]);
});
