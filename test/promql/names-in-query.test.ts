import { describe, expect, it } from 'vitest';
import { namesInQuery } from './names-in-query.ts';

describe('namesInQuery', () => {
  it('finds metrics, and labels that are matched, grouped by and joined on', () => {
    const names = namesInQuery(
      'sum by (le) (rate(a_bucket{provider="x"}[$__rate_interval])) / on (budget) group_left (currency) b:c:d',
    );
    expect(names.metrics).toEqual(['a_bucket', 'b:c:d']);
    expect(names.labels).toEqual(['le', 'provider', 'budget', 'currency']);
  });

  it('finds metric names that are matched as a label', () => {
    const names = namesInQuery('{__name__=~"a_(b|c)"} or {__name__="d"}');
    expect(names.metrics).toEqual(['d']);
    expect(names.metricPatterns.map((pattern) => [pattern.test('a_b'), pattern.test('a_bc')])).toEqual([
      [true, false],
    ]);
    expect(names.labels).toEqual([]);
  });

  it('tells from which metrics each label is read', () => {
    const { labelUses } = namesInQuery(
      'sum by (le) (rate(a{x="1"}[5m]) / on (budget) b) + {__name__=~"c", y="2"}',
    );
    expect(
      labelUses.map(({ labels, metrics, metricPatterns }) => [
        labels,
        metrics,
        metricPatterns.map((pattern) => pattern.source),
      ]),
    ).toEqual([
      [['le'], ['a', 'b'], []],
      [['budget'], ['a', 'b'], []],
      [['x'], ['a'], []],
      [['y'], [], ['^(?:c)$']],
    ]);
  });

  it('says where a query stops being PromQL', () => {
    expect(() => namesInQuery('rate(a[5m)')).toThrow(/not PromQL from .* on: rate\(a\[5m\)/);
  });
});
