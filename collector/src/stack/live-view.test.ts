import { describe, expect, it } from 'vitest';
import type { BudgetRow } from '../cli/budget-table.ts';
import { renderPicture } from './live-view.ts';
import type { DeliveredPage } from './page-lines.ts';

const budget: BudgetRow = {
  name: 'openai',
  currency: 'GBP',
  unit: null,
  limit: 300,
  spent: 270,
  spentRatio: 0.9,
  perDayLeft: 2,
  projection: null,
  thresholds: [],
  status: 'critical',
  projectedOver: false,
  period: { phase: 'running' },
};
const page = (budgetName: string): DeliveredPage => ({
  receivedAt: '2026-11-22T02:41:07.000Z',
  alerts: [
    {
      status: 'firing',
      labels: { severity: 'critical', alertname: 'OutlayBudgetCritical', budget: budgetName },
      annotations: { summary: 'has passed its critical threshold' },
    },
  ],
});
const now = new Date('2026-11-22T02:42:00Z');
const style = { width: 100, color: false };

describe('the picture of the running stack', () => {
  it('has a line for each budget and one for each alert that was delivered', () => {
    const lines = renderPicture({ budgets: [budget], pages: [page('openai')], now }, style);
    expect(lines.filter((line) => line.startsWith('openai'))).toHaveLength(1);
    expect(lines.at(-1)).toMatch(
      /:41:07 {2}firing {4}critical {2}OutlayBudgetCritical {2}openai {2}has passed its critical threshold$/,
    );
  });

  it('shows the latest pages last and no more than fit', () => {
    const pages = Array.from({ length: 20 }, (_, index) => page(`budget-${index}`));
    const lines = renderPicture({ budgets: [budget], pages, now }, style);
    expect(lines.at(-1)).toContain('budget-19');
    expect(lines.join('\n')).not.toContain('budget-13');
    expect(lines.join('\n')).toContain('budget-14');
  });

  it('never gets wider than the terminal', () => {
    const lines = renderPicture(
      { budgets: [budget], pages: [page('openai')], now },
      { width: 60, color: false },
    );
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(60);
  });

  it('says what does not answer', () => {
    expect(renderPicture({ budgets: undefined, pages: undefined, now }, style).join('\n')).toMatch(
      /collector does not answer[^]*sink does not answer/,
    );
    expect(renderPicture({ budgets: [budget], pages: [], now }, style).at(-1)).toBe('none so far');
  });
});
