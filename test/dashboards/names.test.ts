import { describe, expect, it } from 'vitest';
import { PROVIDERS, QUERY } from '../../dashboards/src/queries.ts';
import { EMITTED_LABELS, EMITTED_METRICS, PROMETHEUS_LABELS } from '../promql/emitted-names.ts';
import { namesInQuery } from '../promql/names-in-query.ts';

const labels: readonly string[] = [...EMITTED_LABELS, ...PROMETHEUS_LABELS];

describe('names in the dashboards', () => {
  it.each(Object.entries(QUERY))('%s reads only metrics and labels that something emits', (_name, query) => {
    const names = namesInQuery(query);
    expect(names.metrics.filter((metric) => !EMITTED_METRICS.includes(metric))).toEqual([]);
    expect(names.labels.filter((label) => !labels.includes(label))).toEqual([]);
    for (const pattern of names.metricPatterns) {
      expect(EMITTED_METRICS.filter((metric) => pattern.test(metric))).not.toEqual([]);
    }
    expect(names.metrics.length + names.metricPatterns.length).toBeGreaterThan(0);
  });

  it('the budgets query selects every figure that the panel draws', () => {
    const [pattern] = namesInQuery(QUERY.budgets).metricPatterns;
    expect(EMITTED_METRICS.filter((metric) => pattern?.test(metric))).toEqual([
      'outlay_budget_limit',
      'outlay_budget_spent',
      'outlay_budget_projected',
      'outlay_budget_period_start_timestamp_seconds',
      'outlay_budget_period_end_timestamp_seconds',
      'outlay_budget_threshold_ratio',
    ]);
  });

  it('the variable of providers reads a metric and a label that something emits', () => {
    const [, metric = '', label = ''] = /^label_values\((\w+), (\w+)\)$/.exec(PROVIDERS) ?? [];
    expect(EMITTED_METRICS).toContain(metric);
    expect(labels).toContain(label);
  });
});
