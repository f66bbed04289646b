import { FieldType } from '@grafana/data';
import { describe, expect, it } from 'vitest';
import { budgetsFromFrames } from '../../src/frames/budgets-from-frames.ts';
import { PANEL_METRICS } from '../../src/frames/roles.ts';
import { BUDGETS_QUERY, tableFromVector } from './prometheus.ts';

describe('the table of an instant query', () => {
  it('has a time, the labels by name, and the value, as the Prometheus data source gives it', () => {
    const frame = tableFromVector([
      {
        metric: { __name__: 'outlay_budget_spent', currency: 'USD', budget: 'openai' },
        value: [1_790_000_000.5, '12.5'],
      },
      { metric: { __name__: 'outlay_budget_limit', budget: 'openai' }, value: [1_790_000_000.5, '+Inf'] },
    ]);

    expect(frame.fields.map(({ name, type }) => [name, type])).toEqual([
      ['Time', FieldType.time],
      ['__name__', FieldType.string],
      ['budget', FieldType.string],
      ['currency', FieldType.string],
      ['Value', FieldType.number],
    ]);
    expect(frame.fields.map(({ values }) => values[1])).toEqual([
      1_790_000_000_500,
      'outlay_budget_limit',
      'openai',
      '',
      Infinity,
    ]);
    expect(budgetsFromFrames([frame]).budgets).toMatchObject([{ name: 'openai', spent: 12.5, limit: null }]);
  });

  it('is asked for every metric that the panel draws', () => {
    const pattern = /=~"(.*)"/.exec(BUDGETS_QUERY)?.[1] ?? '';
    expect(PANEL_METRICS.filter((metric) => !new RegExp(`^(?:${pattern})$`).test(metric))).toEqual([]);
  });
});
