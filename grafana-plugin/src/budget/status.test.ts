import { describe, expect, it } from 'vitest';
import { budgetOf } from '../../test/budgets.ts';
import { calculateStatus, isProjectedOver } from './status.ts';

describe('the status of a budget', () => {
  it.each([
    [224.99, 'ok'],
    [225, 'warning'],
    [269.99, 'warning'],
    [270, 'critical'],
    [300, 'critical'],
    [300.01, 'exceeded'],
    [-5, 'ok'],
  ])('spent %d of 300 is %s', (spent, status) => {
    expect(calculateStatus(budgetOf({ spent }))).toBe(status);
  });

  it('reaches a threshold at ratio x limit, also where the share spent is rounded to less than the ratio', () => {
    const thresholds = [{ severity: 'warning', ratio: 0.8 }] as const;
    expect(64.8 / 81).toBeLessThan(0.8);
    expect(calculateStatus(budgetOf({ spent: 64.8, limit: 81, thresholds }))).toBe('warning');
    expect(calculateStatus(budgetOf({ spent: 64.79, limit: 81, thresholds }))).toBe('ok');
  });

  it('is exceeded by any spend when nothing may be spent, and has no thresholds to reach before', () => {
    expect(calculateStatus(budgetOf({ limit: 0, spent: 0.01 }))).toBe('exceeded');
    expect(calculateStatus(budgetOf({ limit: 0, spent: 0 }))).toBe('ok');
    expect(calculateStatus(budgetOf({ limit: 0, spent: -1 }))).toBe('ok');
  });

  it('is exceeded above a level of its own, where it has one, and critical until then', () => {
    const standard = { exceededRatio: 1.1, limit: 100 };
    expect(calculateStatus(budgetOf({ ...standard, spent: 1.1 * 100 }))).toBe('critical');
    expect(calculateStatus(budgetOf({ ...standard, spent: 110.01 }))).toBe('exceeded');
    expect(calculateStatus(budgetOf({ exceededRatio: Infinity, spent: 1e9 }))).toBe('critical');
    expect(calculateStatus(budgetOf({ exceededRatio: Infinity, limit: 0, spent: 0 }))).toBe('ok');
  });

  it('says when there is no limit or no number', () => {
    expect(calculateStatus(budgetOf({ limit: null }))).toBe('unlimited');
    expect(calculateStatus(budgetOf({ spent: null }))).toBe('unknown');
  });

  it('is projected over only as long as it is not over already', () => {
    const projection = { low: null, middle: 301, high: null };
    expect(isProjectedOver(budgetOf({ projection }))).toBe(true);
    expect(isProjectedOver(budgetOf({ projection, spent: 301 }))).toBe(false);
    expect(isProjectedOver(budgetOf({ projection: { ...projection, middle: 300 } }))).toBe(false);
    expect(isProjectedOver(budgetOf({ projection: null }))).toBe(false);
  });
});
