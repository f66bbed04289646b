import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { renderBudgetBar } from './budget-bar.ts';
import { renderBudgetTable, type BudgetRow } from './budget-table.ts';

const thresholds = [
  { severity: 'warning', ratio: 0.75 },
  { severity: 'critical', ratio: 0.9 },
] as const;

const openai: BudgetRow = {
  name: 'openai',
  currency: 'GBP',
  unit: null,
  limit: 300,
  spent: 212.4,
  spentRatio: 0.708,
  projection: {
    method: 'pace',
    low: 280.1,
    middle: 300.4,
    high: 351.7,
    historyDays: 0,
    parts: [],
    runRatePerDay: null,
    daysUntilLimit: { low: 5.2, middle: 8.9, high: null },
  },
  perDayLeft: 10.95,
  thresholds,
  status: 'ok',
  projectedOver: true,
  period: { phase: 'running' },
};
const everything: BudgetRow = {
  name: 'everything',
  currency: 'USD',
  unit: null,
  limit: 1000,
  spent: 1250,
  spentRatio: 1.25,
  projection: null,
  perDayLeft: null,
  thresholds,
  status: 'exceeded',
  projectedOver: false,
  period: { phase: 'running' },
};

describe('a budget bar', () => {
  const bar = (
    spentRatio: number,
    projectedRatio: number | null = null,
    thresholdRatios: readonly number[] = [],
  ) => renderBudgetBar({ spentRatio, projectedRatio, thresholdRatios }, 20);

  it('is filled to the spent share of the limit, in eighths of a cell', () => {
    expect(bar(0.5)).toBe('██████████··········');
    expect(bar(0.525)).toBe('██████████▌·········');
    expect(bar(0)).toBe('····················');
  });

  it('shows a sliver of anything spent', () => {
    expect(bar(0.0001)).toBe('▏···················');
  });

  it('is full, and no longer, at and beyond the limit', () => {
    expect(bar(1)).toBe('█'.repeat(20));
    expect(bar(7.3, 9)).toBe('█'.repeat(20));
  });

  it('marks thresholds and the projection where it is not filled yet', () => {
    expect(bar(0.25, 0.6, [0.75, 0.9])).toBe('█████·······◆··┆··┆·');
    expect(bar(0.8, 1.4, [0.75, 0.9])).toBe('████████████████··┆▶');
  });
});

describe('the table of budgets', () => {
  it('gives each budget a line with its amounts in its own currency and its status in words', () => {
    expect(renderBudgetTable([openai, everything], { width: 100, color: false })).toEqual([
      'Budget                         Used      Spent      Limit  Left a day  Projected  Status',
      'openai      ███████████▎┆·┆▶   70 %    £212.40    £300.00      £10.95    £300.40  ok, projected over',
      'everything  ████████████████  125 %  $1,250.00  $1,000.00           -          -  exceeded',
    ]);
  });

  it('shows the band and how soon the limit is reached, where there is room', () => {
    const [header, first, second] = renderBudgetTable([openai, everything], { width: 130, color: false });
    expect(header).toMatch(/Projected +80 % band +Limit in +Status$/);
    expect(first).toMatch(/£300\.40 +£280\.10 to £351\.70 +8 days +ok, projected over$/);
    expect(second).toMatch(/- +- +- +exceeded$/);
  });

  it('counts units under the name of the unit, and says what has not begun or is over', () => {
    const plan = { ...everything, name: 'plan', currency: null, unit: 'emails', limit: 10_000, spent: 8123 };
    const [, first, second, third] = renderBudgetTable(
      [
        { ...plan, status: 'warning' },
        { ...everything, name: 'campaign', spent: 0, status: 'ok', period: { phase: 'upcoming' } },
        { ...everything, name: 'spring', status: 'critical', period: { phase: 'over' } },
      ],
      { width: 100, color: false },
    );
    expect(first).toMatch(/ 8,123 +10,000 emails +warning$/);
    expect(second).toMatch(/not begun$/);
    expect(third).toMatch(/critical, ended$/);
  });

  it('never gets wider than the terminal, down to 60 columns', () => {
    for (const width of [60, 72, 80, 100, 200]) {
      for (const line of renderBudgetTable([openai, everything], { width, color: false })) {
        expect(line.length).toBeLessThanOrEqual(width);
      }
    }
  });

  it('drops the projection first, then the limit, and keeps the status', () => {
    const [at80] = renderBudgetTable([openai, everything], { width: 75, color: false });
    expect(at80).toMatch(/Used +Spent +Limit +Status/);
    const [at60] = renderBudgetTable([openai, everything], { width: 60, color: false });
    expect(at60).toMatch(/Used +Spent +Status/);
  });

  it('paints by status without moving anything', () => {
    const plain = renderBudgetTable([openai, everything], { width: 100, color: false });
    const painted = renderBudgetTable([openai, everything], { width: 100, color: true });
    expect(painted.map(stripVTControlCharacters)).toEqual(plain);
    expect(painted[1]).toContain('[32m');
    expect(painted[2]).toContain('[31m');
  });

  it('shows small budgets with four decimals and a limit of nothing without a share', () => {
    const small = { ...openai, limit: 0.05, spent: 0.0123, spentRatio: 0.246, projection: null };
    const none = { ...everything, limit: 0, spent: 0.5, spentRatio: null };
    const [, first, second] = renderBudgetTable([small, none], { width: 100, color: false });
    expect(first).toMatch(/24 % +£0\.0123 +£0\.0500/);
    expect(second).toMatch(/█ +- +\$0\.50 +\$0\.00/);
  });

  it('says so when there are none', () => {
    expect(renderBudgetTable([], { width: 80, color: false })).toEqual(['No budgets.']);
  });
});
