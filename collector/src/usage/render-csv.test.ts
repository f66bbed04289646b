import { describe, expect, it } from 'vitest';
import { decimalUsd, renderUsageCsv } from './render-csv.ts';
import type { UsageBody, UsageBodyRow } from './usage-body.ts';

const FIGURES = {
  costUsd: 0.000000123,
  costNanoUsd: '123',
  estimatedUsd: 0,
  requests: 1,
  unpriced: 0,
  units: { input_tokens: 10 },
  costPerRequestUsd: 0.000000123,
};

function bodyOf(rows: readonly Partial<UsageBodyRow>[], more: Partial<UsageBody> = {}): UsageBody {
  return {
    from: '2026-03-01T00:00:00.000Z',
    to: '2026-04-01T00:00:00.000Z',
    groupBy: ['provider', 'model'],
    rows: rows.map((row) => ({ ...FIGURES, shareOfCost: 1, ...row })),
    total: FIGURES,
    ...more,
  };
}

describe('renderUsageCsv', () => {
  it('writes exact dollars, quotes cells and makes formulas inert', () => {
    const body = bodyOf([{ provider: '=HYPERLINK("x")' }, { provider: 'a,"b"\n', units: {} }]);
    expect(renderUsageCsv(body)).toBe(
      'provider,model,cost_usd,requests,unpriced,input_tokens,estimated_usd\r\n' +
        '"\'=HYPERLINK(""x"")",,0.000000123,1,0,10,0.000000000\r\n' +
        '"a,""b""\n",,0.000000123,1,0,0,0.000000000\r\n',
    );
  });

  it('leaves empty what is not known, and names the row of others', () => {
    const body = bodyOf([{ otherGroups: 3, requests: null, unpriced: null, estimatedUsd: null }]);
    expect(renderUsageCsv(body).split('\r\n')[1]).toBe('(others),,0.000000123,,,10,');
  });

  it('adds what was before where periods are compared', () => {
    const range = { from: '2026-02-01T00:00:00.000Z', to: '2026-03-01T00:00:00.000Z' };
    const rows: Partial<UsageBodyRow>[] = [
      {
        provider: 'a',
        costTrend: 'down',
        costChangeRatio: -0.5,
        previousPeriod: { ...FIGURES, costNanoUsd: '246' },
      },
      { provider: 'b', costTrend: 'new', costChangeRatio: null },
    ];
    const body = bodyOf(rows, { groupBy: ['provider'], by: 'month', previousPeriod: range });
    expect(renderUsageCsv(body).split('\r\n')).toEqual([
      'month,provider,cost_usd,requests,unpriced,input_tokens,estimated_usd,previous_cost_usd,previous_requests,cost_trend,cost_change_ratio',
      ',a,0.000000123,1,0,10,0.000000000,0.000000246,1,down,-0.5',
      ',b,0.000000123,1,0,10,0.000000000,0.000000000,,new,',
      '',
    ]);
  });
});

describe('decimalUsd', () => {
  it.each([
    [0n, '0.000000000'],
    [1n, '0.000000001'],
    [9_994_520_010n, '9.994520010'],
    [90_071_992_547_409_931n, '90071992.547409931'],
    [-5n, '-0.000000005'],
  ])('writes %d nano-USD as %s', (nano, text) => {
    expect(decimalUsd(nano)).toBe(text);
  });
});
