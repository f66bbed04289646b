/** Levels that a budget passes, from the least up: the `severity` of `outlay_budget_threshold_ratio`. */
export const SEVERITIES = ['warning', 'critical', 'exceeded'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** Shares of the limit, 0.75 for 75 %; null: the budget has no such level. */
export type Thresholds = Readonly<Record<Severity, number | null>>;

export type BudgetStatus = 'ok' | Severity;

/** What a budget has that says nothing about its levels. Source: the design of Outlay, "Budgets" (2026-11). */
export const DEFAULT_THRESHOLDS: Thresholds = { warning: 0.75, critical: 0.9, exceeded: 1 };

/**
 * Levels by name, for teams that do not want to choose numbers.
 *
 * Source: Outlay's own choice of 2026-11-22, within the 50 to 200 % of the budgeted amount that customers of AWS
 * Budgets are told to find of value (AWS Cost Management API reference, "Notification", Threshold).
 */
export const THRESHOLD_PROFILES = {
  /** Early, and nothing above the limit: for money that cannot be had twice. */
  conservative: { warning: 0.6, critical: 0.9, exceeded: 1 },
  /** A tenth above the limit is still a rounding of a plan, and pages as critical only. */
  standard: { warning: 0.8, critical: 0.9, exceeded: 1.1 },
  /** Late, and never exceeded: for budgets that are estimates. */
  aggressive: { warning: 0.9, critical: 1, exceeded: null },
} as const satisfies Readonly<Record<string, Thresholds>>;
export type ProfileName = keyof typeof THRESHOLD_PROFILES;
export const PROFILE_NAMES = Object.keys(THRESHOLD_PROFILES) as readonly ProfileName[];

/**
 * The gravest level that is reached. A warning or critical threshold is reached at its ratio; a budget is exceeded above
 * its ratio, for who spends the limit to the last cent keeps to it. Nothing spent is always in order. The alert rules
 * and the panel compare in the same way, to the last bit.
 */
export function statusOf(spent: number, limit: number, thresholds: Thresholds): BudgetStatus {
  const { warning, critical, exceeded } = thresholds;
  if (exceeded !== null && spent > exceeded * limit) return 'exceeded';
  if (spent <= 0) return 'ok';
  if (critical !== null && spent >= critical * limit) return 'critical';
  return warning !== null && spent >= warning * limit ? 'warning' : 'ok';
}
