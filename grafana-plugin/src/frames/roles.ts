/** What a number in the data says about a budget. */
export type Role =
  | 'spent'
  | 'limit'
  | 'projectedLow'
  | 'projected'
  | 'projectedHigh'
  | 'warning'
  | 'critical'
  | 'exceeded'
  | 'periodStart'
  | 'periodEnd';

/** Metrics of the collector that say one thing each. */
const METRIC_ROLE: Readonly<Record<string, Role>> = {
  outlay_budget_spent: 'spent',
  outlay_budget_limit: 'limit',
  outlay_budget_period_start_timestamp_seconds: 'periodStart',
  outlay_budget_period_end_timestamp_seconds: 'periodEnd',
};

/** Metrics whose meaning depends on a label: `quantile` and `severity`. */
export const PROJECTED_METRIC = 'outlay_budget_projected';
export const THRESHOLD_METRIC = 'outlay_budget_threshold_ratio';

/** Every metric that the panel draws. A test holds them to the names that the collector emits. */
export const PANEL_METRICS: readonly string[] = [
  ...Object.keys(METRIC_ROLE),
  PROJECTED_METRIC,
  THRESHOLD_METRIC,
];

export function isBudgetMetric(name: string | undefined): name is string {
  return name !== undefined && PANEL_METRICS.includes(name);
}

function projectedRole(quantile: string | undefined): Role {
  const share = Number(quantile ?? '0.5');
  if (share < 0.5) return 'projectedLow';
  return share > 0.5 ? 'projectedHigh' : 'projected';
}

function thresholdRole(severity: string | undefined): Role {
  return severity === 'critical' || severity === 'exceeded' ? severity : 'warning';
}

/** The role of a series, told by its metric and labels; null when the panel has no use for it. */
export function roleOfMetric(
  metric: string,
  labels: Readonly<Record<string, string | undefined>>,
): Role | null {
  if (metric === PROJECTED_METRIC) return projectedRole(labels['quantile']);
  if (metric === THRESHOLD_METRIC) return thresholdRole(labels['severity']);
  return METRIC_ROLE[metric] ?? null;
}

/** Column names of a table with one row per budget, in lower case without blanks and punctuation. */
const COLUMN_ROLE: Readonly<Record<string, Role>> = {
  spent: 'spent',
  spend: 'spent',
  cost: 'spent',
  actual: 'spent',
  limit: 'limit',
  budgetlimit: 'limit',
  projected: 'projected',
  projection: 'projected',
  forecast: 'projected',
  projectedlow: 'projectedLow',
  projectionlow: 'projectedLow',
  forecastlow: 'projectedLow',
  projectedhigh: 'projectedHigh',
  projectionhigh: 'projectedHigh',
  forecasthigh: 'projectedHigh',
  warning: 'warning',
  critical: 'critical',
  exceeded: 'exceeded',
  periodstart: 'periodStart',
  periodstarttimestampseconds: 'periodStart',
  periodend: 'periodEnd',
  periodendtimestampseconds: 'periodEnd',
};

/** The role of a table's column; a metric's full name works as well (`outlay_budget_spent`). */
export function roleOfColumn(name: string): Role | null {
  const plain = name
    .toLowerCase()
    .replace(/^outlay_budget_/, '')
    .replace(/[^a-z]/g, '');
  return COLUMN_ROLE[plain] ?? null;
}

/** Columns that name a budget, best first. */
export const NAME_COLUMNS: readonly string[] = ['budget', 'name', 'budget name'];
