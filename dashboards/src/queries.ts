import { BUDGET_METRIC, LABEL, METRIC } from '@outlay/instrumentation/names';

/**
 * Every PromQL expression of the dashboards, by name. `$provider` is a variable of the dashboard; `$__range` and
 * `$__rate_interval` are Grafana's own.
 */

const OF_PROVIDER = `${LABEL.provider}=~"$provider"`;
const COST_USD = `${METRIC.costUsd}{${OF_PROVIDER}}`;
const REQUESTS = `${METRIC.requestDuration}_count{${OF_PROVIDER}}`;
const FAILED_REQUESTS = `${METRIC.requestDuration}_count{${OF_PROVIDER}, ${LABEL.errorType}!=""}`;
const UNPRICED_REQUESTS = `${METRIC.unpriced}{${OF_PROVIDER}}`;

const REQUESTS_IN_RANGE = `sum(increase(${REQUESTS}[$__range]))`;

/** Names what a label that is not set stands for, so that its row has a legend. */
function withDefault(label: string, text: string, expression: string): string {
  return `label_replace(${expression}, "${label}", "${text}", "${label}", "")`;
}

export const QUERY = {
  /** What `outlay-budget-panel` draws: one instant table with a row for each figure of each budget. */
  budgets: `{__name__=~"outlay_budget_(${[
    BUDGET_METRIC.limit,
    BUDGET_METRIC.spent,
    BUDGET_METRIC.projected,
    BUDGET_METRIC.thresholdRatio,
    BUDGET_METRIC.periodStart,
    BUDGET_METRIC.periodEnd,
  ]
    .map((name) => name.replace('outlay_budget_', ''))
    .join('|')})"}`,

  /** USD. */
  spendInRange: `sum(increase(${COST_USD}[$__range]))`,
  /** USD per hour. */
  spendRateByProvider: `sum by (${LABEL.provider}) (rate(${COST_USD}[$__rate_interval])) * 3600`,
  /** USD; services that have no models (mail, messages) appear with their name alone. */
  spendInRangeByModel: `topk(10, sum by (${LABEL.provider}, ${LABEL.model}) (increase(${COST_USD}[$__range])))`,
  /** USD. */
  spendInRangeByFeature: withDefault(
    LABEL.feature,
    'no feature set',
    `topk(10, sum by (${LABEL.feature}) (increase(${COST_USD}[$__range])))`,
  ),

  requestsInRange: REQUESTS_IN_RANGE,
  /** Requests per second. */
  requestRateByProvider: `sum by (${LABEL.provider}) (rate(${REQUESTS}[$__rate_interval]))`,

  // The series of failed requests are born with the first failure. Until then a provider that answers has the
  // ratio 0, which the count of all its requests stands for; one without requests has none.
  /** 0 to 1. */
  errorRatioInRange: `(sum(increase(${FAILED_REQUESTS}[$__range])) or 0 * ${REQUESTS_IN_RANGE}) / (${REQUESTS_IN_RANGE} > 0)`,
  /** 0 to 1. */
  errorRatioByProvider: [
    `(sum by (${LABEL.provider}) (rate(${FAILED_REQUESTS}[$__rate_interval]))`,
    `or 0 * sum by (${LABEL.provider}) (rate(${REQUESTS}[$__rate_interval])))`,
    `/ (sum by (${LABEL.provider}) (rate(${REQUESTS}[$__rate_interval])) > 0)`,
  ].join(' '),

  /** Seconds. */
  latencyP95ByProvider: `histogram_quantile(0.95, sum by (le, ${LABEL.provider}) (rate(${METRIC.requestDuration}_bucket{${OF_PROVIDER}}[$__rate_interval])))`,

  /** Requests; 0 only where requests were seen and all had a price. */
  unpricedInRange: `sum(increase(${UNPRICED_REQUESTS}[$__range])) or 0 * ${REQUESTS_IN_RANGE}`,
} as const;

/** The values that the variable `provider` offers: who was called, whether it cost anything or not. */
export const PROVIDERS = `label_values(${METRIC.requestDuration}_count, ${LABEL.provider})`;
