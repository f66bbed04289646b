import { describe, expect, it } from 'vitest';
import { budgetOf, NOON_MS } from '../../test/budgets.ts';
import type { Budget } from '../budget/budget.ts';
import { rowFromBudget } from '../budget/row.ts';
import { rowText } from './row-text.ts';
import { formatShare, formatSpentShare } from './share.ts';
import { tooltipRows } from './tooltip-rows.ts';

const textOf = (changes: Partial<Budget>, showProjection = true) =>
  rowText(rowFromBudget(budgetOf(changes), NOON_MS), { nowMs: NOON_MS, timeZone: 'utc', showProjection });

describe('what is written about a budget', () => {
  it('tells what is left, and how much of it a day', () => {
    expect(textOf({})).toEqual({
      amount: '£100.00 of £300.00',
      share: '33%',
      status: 'OK',
      detail: '£200.00 left · £13.33 a day',
      sentence: '£100.00 of £300.00, 33%, OK, projected £200.00, £200.00 left · £13.33 a day',
    });
  });

  it('tells when it runs out', () => {
    const text = textOf({ spent: 230, projection: { low: null, middle: 370, high: null } });
    expect(text).toMatchObject({
      status: 'Warning · projected over',
      detail: '£70.00 left · runs out 23 Nov',
    });
  });

  it('tells the time when it runs out today', () => {
    const projection = { low: null, middle: 30_000, high: null };
    expect(textOf({ spent: 290, projection }).detail).toBe('£10.00 left · runs out today at 00:07');
  });

  it('tells by how much it is over', () => {
    expect(textOf({ spent: 312.7 })).toMatchObject({
      status: 'Over budget',
      share: '104%',
      detail: '£12.70 over',
    });
  });

  it('says that there is no projection yet, unless none is to be shown', () => {
    expect(textOf({ projection: null }).detail).toBe('£200.00 left · no projection yet');
    expect(textOf({ projection: null }, false).detail).toBe('£200.00 left · £13.33 a day');
  });

  it('names no share and nothing left without a limit', () => {
    expect(textOf({ limit: null })).toMatchObject({
      amount: '£100.00',
      share: null,
      status: 'No limit',
      detail: '',
    });
  });

  it('says that there is no data where a number is missing', () => {
    expect(textOf({ spent: null })).toMatchObject({
      amount: 'No data of £300.00',
      status: 'No data',
      detail: '',
    });
  });

  it('rounds no share to a limit that is not reached, or that is passed', () => {
    expect([0, 0.004, 0.5, 0.999, 1, 1.0001, 1.127].map(formatShare)).toEqual([
      '0%',
      '0%',
      '50%',
      '99%',
      '100%',
      '>100%',
      '113%',
    ]);
  });

  it('rounds no share up to a threshold that is not reached', () => {
    const shareOf = (changes: Partial<Budget>) => formatSpentShare(rowFromBudget(budgetOf(changes), NOON_MS));
    const thresholds = [{ severity: 'warning', ratio: 0.8 }] as const;
    expect(shareOf({ spent: 79.6, limit: 100, thresholds })).toBe('79%');
    expect(shareOf({ spent: 80, limit: 100, thresholds })).toBe('80%');
    expect(shareOf({ spent: 80.6, limit: 100, thresholds })).toBe('81%');
    expect(shareOf({ spent: 64.8, limit: 81, thresholds })).toBe('80%');
    expect(shareOf({ spent: 70.6, limit: 100, thresholds })).toBe('71%');
  });

  it('leaves the projection out of the tooltip when none is to be shown', () => {
    const labelsOf = (projection: Budget['projection']) =>
      tooltipRows(rowFromBudget(budgetOf({ projection }), NOON_MS), {
        nowMs: NOON_MS,
        timeZone: 'utc',
        showProjection: false,
      }).map(({ label }) => label);
    for (const projection of [null, { low: 180, middle: 200, high: 220 }]) {
      const labels = labelsOf(projection);
      expect(labels).toContain('Spent');
      expect(labels.filter((label) => /projected|likely/i.test(label))).toEqual([]);
    }
  });

  it('tells the rest in the tooltip', () => {
    const row = rowFromBudget(budgetOf({ projection: { low: 180, middle: 200, high: 220 } }), NOON_MS);
    const context = { nowMs: NOON_MS, timeZone: 'utc', showProjection: true };
    expect(tooltipRows(row, context).map(({ label, value }) => `${label}: ${value}`)).toEqual([
      'Spent: £100.00 (33%)',
      'Limit: £300.00',
      'Left: £200.00',
      'Left per day: £13.33',
      "Projected for the period's end: £200.00",
      'Likely between: £180.00 and £220.00',
      'Warning at: £225.00 (75%)',
      'Critical at: £270.00 (90%)',
      'Period: 1 Nov 2026 to 1 Dec 2026',
      'Elapsed: 50%',
    ]);
  });
});
