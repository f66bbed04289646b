import { describe, expect, it } from 'vitest';
import { readRuleGroups } from '../../alerts/prometheus/rule-groups.ts';
import { QUERY } from '../../dashboards/src/queries.ts';
import { findMissingLabels } from './emitted-names.ts';
import { namesInQuery } from './names-in-query.ts';

const rules = readRuleGroups().flatMap((group) => group.rules);
/** What a recording rule groups by is what its series has. */
const recorded = new Map(
  rules.flatMap(({ record, expr }): [string, readonly string[]][] =>
    record === undefined ? [] : [[record, namesInQuery(expr).labels]],
  ),
);

describe('labels of metrics', () => {
  it.each([
    ['sum by (provider) (rate(outlay_unpriced_total{feature="x"}[5m]))', ['outlay_unpriced_total feature']],
    ['sum by (le, provider) (rate(outlay_request_duration_seconds_bucket[5m]))', []],
    ['sum by (le) (outlay_cost_usd_total)', ['outlay_cost_usd_total le']],
    ['outlay_budget_spent{severity="critical"}', ['outlay_budget_spent severity']],
    ['outlay_budget_spent / on (budget) group_right (severity) outlay_budget_threshold_ratio', []],
    [
      '{__name__=~"outlay_budget_(limit|spent)", quantile="0.5"}',
      ['/^(?:outlay_budget_(limit|spent))$/ quantile'],
    ],
    ['min by (kind) (outlay_ratelimit_remaining_ratio{provider="openai"})', []],
    ['nobody_emits_this{job="x"}', ['nobody_emits_this job']],
  ])('%s reads what is not there: %j', (query, missing) => {
    expect(findMissingLabels(query)).toEqual(missing);
  });

  it.each(Object.entries(QUERY))('are there where the dashboards read them: %s', (_name, query) => {
    expect(findMissingLabels(query)).toEqual([]);
  });

  it.each(rules.map((rule) => ({ name: rule.record ?? rule.alert, expr: rule.expr })))(
    'are there where the rules read them: $name',
    ({ expr }) => {
      expect(findMissingLabels(expr, recorded)).toEqual([]);
    },
  );
});
