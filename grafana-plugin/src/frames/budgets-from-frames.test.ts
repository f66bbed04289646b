import { FieldType, toDataFrame } from '@grafana/data';
import { describe, expect, it } from 'vitest';
import { longTable, seriesOfBudget, TIME_MS, timeSeriesFrames } from '../../test/frames.ts';
import { budgetsFromFrames } from './budgets-from-frames.ts';

const openai = {
  name: 'openai',
  currency: 'GBP',
  spent: 212.4,
  limit: 300,
  projection: { low: 270, middle: 300.4, high: 330 },
  thresholds: [
    { severity: 'warning', ratio: 0.75 },
    { severity: 'critical', ratio: 0.9 },
  ],
  period: { startMs: Date.UTC(2026, 10, 1), endMs: Date.UTC(2026, 11, 1) },
};

const spent = (budget: string, value: number, labels: Record<string, string> = {}) => ({
  labels: { __name__: 'outlay_budget_spent', budget, ...labels },
  value,
});
const limit = (budget: string, value: number, labels: Record<string, string> = {}) => ({
  labels: { __name__: 'outlay_budget_limit', budget, ...labels },
  value,
});

describe('budgets from frames', () => {
  it('reads a budget with all its parts out of an instant query in table format', () => {
    const { budgets, asOfMs } = budgetsFromFrames([longTable(seriesOfBudget('openai', 'GBP'))]);

    expect(budgets).toMatchObject([openai]);
    expect(asOfMs).toBe(TIME_MS);
  });

  it('reads the same budget out of time series, taking their newest values', () => {
    const { budgets } = budgetsFromFrames(timeSeriesFrames(seriesOfBudget('openai', 'GBP')));

    expect(budgets).toMatchObject([openai]);
  });

  it('reads the same budget out of several tables, one for each query', () => {
    const series = seriesOfBudget('openai', 'GBP');
    const { budgets } = budgetsFromFrames([
      longTable(series.slice(0, 2), 'Value #A'),
      longTable(series.slice(2), 'Value #B'),
    ]);

    expect(budgets).toMatchObject([openai]);
  });

  it('reads budgets out of a table with a row for each, whatever data source it came from', () => {
    const frame = toDataFrame({
      fields: [
        { name: 'Name', type: FieldType.string, values: ['openai', 'resend'] },
        { name: 'Currency', type: FieldType.string, values: ['GBP', 'USD'] },
        { name: 'Spent', type: FieldType.number, values: [212.4, 7] },
        { name: 'Limit', type: FieldType.number, values: [300, null] },
        { name: 'Projected', type: FieldType.number, values: [300.4, null] },
        {
          name: 'Period start',
          type: FieldType.time,
          values: [Date.UTC(2026, 10, 1), Date.UTC(2026, 10, 1)],
        },
        { name: 'Period end', type: FieldType.number, values: [1_796_083_200, 1_796_083_200] },
      ],
    });

    expect(budgetsFromFrames([frame]).budgets).toMatchObject([
      {
        name: 'openai',
        currency: 'GBP',
        spent: 212.4,
        limit: 300,
        projection: { low: null, middle: 300.4, high: null },
        period: openai.period,
      },
      { name: 'resend', currency: 'USD', spent: 7, limit: null, projection: null },
    ]);
  });

  const table = (columns: Record<string, (string | number)[]>, times?: number[]) =>
    toDataFrame({
      fields: [
        ...(times ? [{ name: 'time', type: FieldType.time, values: times }] : []),
        ...Object.entries(columns).map(([name, values]) => ({
          name,
          type: typeof values[0] === 'string' ? FieldType.string : FieldType.number,
          values,
        })),
      ],
    });

  it('keeps rows of one name apart by their currency, also a row without one', () => {
    const frame = table({
      name: ['api', 'api', 'api'],
      currency: ['USD', 'EUR', ''],
      spent: [5, 4, 100],
      limit: [10, 8, 200],
    });

    expect(budgetsFromFrames([frame]).budgets).toMatchObject([
      { name: 'api', currency: 'USD', spent: 5, limit: 10 },
      { name: 'api', currency: 'EUR', spent: 4, limit: 8 },
      { name: 'api', currency: null, spent: 100, limit: 200 },
    ]);
  });

  it('numbers rows of one name and currency that nothing else tells apart', () => {
    const frame = table({ team: ['a', 'b'], budget: ['openai', 'openai'], spent: [50, 4], limit: [100, 8] });

    expect(budgetsFromFrames([frame]).budgets).toMatchObject([
      { name: 'openai', spent: 50, limit: 100 },
      { name: 'openai (2)', spent: 4, limit: 8 },
    ]);
  });

  it('takes the newest of rows of one name at different times', () => {
    const frame = table({ name: ['openai', 'openai', 'resend'], spent: [3, 9, 7], limit: [10, 10, 10] }, [
      TIME_MS,
      TIME_MS - 86_400_000,
      TIME_MS - 86_400_000,
    ]);

    expect(budgetsFromFrames([frame]).budgets).toMatchObject([
      { name: 'openai', spent: 3 },
      { name: 'resend', spent: 7 },
    ]);
  });

  describe('of a range in which series ended', () => {
    const endedMs = TIME_MS - 2 * 3_600_000;
    const old = { currency: 'USD', instance: 'old' };
    const young = { currency: 'USD', instance: 'young' };
    const series = [
      { ...spent('openai', 290, old), timeMs: endedMs },
      { ...limit('openai', 500, old), timeMs: endedMs },
      { ...spent('removed', 500, old), timeMs: endedMs },
      spent('openai', 3, young),
      limit('openai', 300, young),
      { ...spent('missed a scrape', 2, young), timeMs: TIME_MS - 4 * 60_000 },
    ];
    const live = [
      { name: 'openai', spent: 3, limit: 300 },
      { name: 'missed a scrape', spent: 2 },
    ];

    it('leaves them out of time series', () => {
      expect(budgetsFromFrames(timeSeriesFrames(series)).budgets).toMatchObject(live);
    });

    it('leaves them out of a table', () => {
      expect(budgetsFromFrames([longTable(series)]).budgets).toMatchObject(live);
    });

    it('keeps what another query with a longer step last said', () => {
      const hourly = { ...limit('openai', 300, young), timeMs: TIME_MS - 40 * 60_000 };
      const frames = [longTable([spent('openai', 3, young)]), { ...longTable([hourly]), refId: 'B' }];
      expect(budgetsFromFrames(frames).budgets).toMatchObject([{ name: 'openai', spent: 3, limit: 300 }]);
    });
  });

  it('takes the largest of what several collectors say about one budget', () => {
    const series = [
      ...seriesOfBudget('openai', 'GBP', { instance: 'a' }),
      spent('openai', 90, { currency: 'GBP', instance: 'b' }),
    ];

    expect(budgetsFromFrames([longTable(series)]).budgets).toMatchObject([openai]);
  });

  it('takes the newest of a series that a range query lists at several times, even if it is the smaller one', () => {
    const series = [
      { ...spent('openai', 99), timeMs: TIME_MS - 60_000 },
      { ...spent('openai', 3), timeMs: TIME_MS },
      limit('openai', 100),
    ];

    expect(budgetsFromFrames([longTable(series)]).budgets).toMatchObject([{ spent: 3 }]);
  });

  it('keeps budgets of different currencies apart, also under one name', () => {
    const series = [
      spent('api', 5, { currency: 'USD' }),
      limit('api', 10, { currency: 'USD' }),
      spent('api', 4, { currency: 'EUR' }),
      limit('api', 8, { currency: 'EUR' }),
      {
        labels: { __name__: 'outlay_budget_threshold_ratio', budget: 'api', severity: 'warning' },
        value: 0.5,
      },
    ];

    expect(budgetsFromFrames([longTable(series)]).budgets).toMatchObject([
      { currency: 'USD', spent: 5, limit: 10, thresholds: [{ ratio: 0.5 }] },
      { currency: 'EUR', spent: 4, limit: 8, thresholds: [{ ratio: 0.5 }] },
    ]);
  });

  it('has no limit where none is stated or it is infinite, and keeps a limit of zero', () => {
    const series = [
      spent('none', 5),
      spent('endless', 5),
      limit('endless', Infinity),
      spent('forbidden', 5),
      limit('forbidden', 0),
    ];

    const limits = budgetsFromFrames([longTable(series)]).budgets.map((budget) => budget.limit);
    expect(limits).toEqual([null, null, 0]);
  });

  it('leaves out what is not a number', () => {
    const series = [
      spent('openai', NaN),
      limit('openai', 300),
      { labels: { __name__: 'outlay_budget_projected', budget: 'openai', quantile: '0.5' }, value: NaN },
    ];

    expect(budgetsFromFrames([longTable(series)]).budgets).toMatchObject([
      { spent: null, limit: 300, projection: null },
    ]);
  });

  it('finds no budgets in other data', () => {
    const cpu = toDataFrame({
      fields: [
        { name: 'Time', type: FieldType.time, values: [1] },
        { name: 'cpu', type: FieldType.number, values: [0.4] },
      ],
    });
    const up = longTable([{ labels: { __name__: 'up', job: 'outlay' }, value: 1 }]);

    expect(budgetsFromFrames([cpu, up]).budgets).toEqual([]);
    expect(budgetsFromFrames([])).toEqual({ budgets: [], asOfMs: null });
  });
});
