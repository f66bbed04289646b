import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readRuleGroups } from '../../alerts/prometheus/rule-groups.ts';
import { EMITTED_LABELS, EMITTED_METRICS, PROMETHEUS_METRICS } from '../promql/emitted-names.ts';
import { namesInQuery } from '../promql/names-in-query.ts';

const rules = readRuleGroups().flatMap((group) => group.rules);
const recorded = rules.flatMap((rule) => rule.record ?? []);
const known = new Set([...EMITTED_METRICS, ...PROMETHEUS_METRICS, ...recorded]);

describe('names in the alert rules', () => {
  it.each(rules.map((rule) => ({ name: rule.record ?? rule.alert, expr: rule.expr })))(
    '$name reads only metrics and labels that something emits',
    ({ expr }) => {
      const { metrics, metricPatterns, labels } = namesInQuery(expr);
      expect(metrics.filter((metric) => !known.has(metric))).toEqual([]);
      expect(metrics.length).toBeGreaterThan(0);
      expect(metricPatterns).toEqual([]);
      expect(labels.filter((label) => !EMITTED_LABELS.includes(label))).toEqual([]);
    },
  );

  it('queries in annotations read recorded series with labels that the alert has', () => {
    const queries = rules.flatMap((rule) =>
      Object.values(rule.annotations ?? {}).flatMap((text) =>
        [...text.matchAll(/printf "(\w+:[^"]+?)" .*?\| query/g)].map(([, query = '']) =>
          query.replaceAll('%q', '"any"'),
        ),
      ),
    );
    expect(queries.length).toBeGreaterThan(0);
    for (const query of queries) {
      const { metrics, labels } = namesInQuery(query);
      expect(recorded).toEqual(expect.arrayContaining([...metrics]));
      expect(EMITTED_LABELS).toEqual(expect.arrayContaining([...labels]));
    }
  });

  it('every recorded series is used by an alert or its annotations', () => {
    const alerts = JSON.stringify(rules.filter((rule) => rule.alert));
    const recordings = rules.filter((rule) => rule.record).map((rule) => rule.expr);
    for (const name of recorded) expect(alerts + recordings.join()).toContain(name);
  });
});

describe('names in the runbooks', () => {
  const folder = new URL('../../alerts/runbooks/', import.meta.url);

  it.each(readdirSync(folder))('%s asks queries that parse and find something', (file) => {
    const spans = readFileSync(new URL(file, folder), 'utf8').matchAll(/`([^`]+)`/g);
    const queries = [...spans].map(([, span = '']) => span).filter((span) => /\boutlay_|\bup\{/.test(span));
    expect(queries).not.toEqual([]);
    for (const query of queries) {
      const { metrics, labels } = namesInQuery(query);
      expect(metrics.filter((metric) => !known.has(metric))).toEqual([]);
      expect(labels.filter((label) => !EMITTED_LABELS.includes(label))).toEqual([]);
    }
  });
});
