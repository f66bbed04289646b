import { expect, it } from 'vitest';
import type { BudgetBody } from '../api/budgets-body.ts';
import { renderBudgetsCsv } from './budgets-csv.ts';

const mail: BudgetBody = {
  name: 'mail, monthly',
  owner: '=team()',
  notes: null,
  labels: {},
  currency: null,
  unit: 'emails',
  period: {
    kind: 'month',
    timeZone: 'UTC',
    start: '2026-11-01T00:00:00.000Z',
    end: '2026-12-01T00:00:00.000Z',
    elapsedRatio: 0.5,
    phase: 'running',
  },
  limit: 10_000,
  spent: 2500,
  spentNanoUsd: null,
  remaining: 7500,
  spentRatio: 0.25,
  perDayLeft: 500,
  projection: null,
  projectionReason: 'nothing was spent yet that could go on',
  thresholds: [],
  profile: null,
  status: 'ok',
  projectedOver: false,
};

it('writes a row for each period of each budget, the current one first, with nothing that a spreadsheet would run', () => {
  const past: BudgetBody = {
    ...mail,
    period: {
      ...mail.period,
      start: '2026-10-01T00:00:00.000Z',
      end: '2026-11-01T00:00:00.000Z',
      phase: 'over',
    },
    spent: 10_001,
    remaining: -1,
    spentRatio: 1.0001,
    perDayLeft: null,
    status: 'exceeded',
  };
  expect(renderBudgetsCsv({ asOf: '2026-11-16T00:00:00.000Z', budgets: [{ ...mail, past: [past] }] })).toBe(
    [
      'budget,owner,currency,unit,period,period_start,period_end,limit,spent,remaining,spent_ratio,per_day_left,projected_low,projected,projected_high,days_until_limit,status,projected_over',
      `"mail, monthly",'=team(),,emails,month,2026-11-01T00:00:00.000Z,2026-12-01T00:00:00.000Z,10000,2500,7500,0.25,500,,,,,ok,false`,
      `"mail, monthly",'=team(),,emails,month,2026-10-01T00:00:00.000Z,2026-11-01T00:00:00.000Z,10000,10001,-1,1.0001,,,,,,exceeded,false`,
      '',
    ].join('\r\n'),
  );
});
