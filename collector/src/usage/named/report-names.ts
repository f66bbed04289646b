/** Reports that people ask for by name. */
export const REPORT_NAMES = ['daily', 'month', 'top-features', 'top-users', 'peak-hours', 'users'] as const;
export type ReportName = (typeof REPORT_NAMES)[number];

/** Days that a report covers when it is not told, today included. Whole weeks, where days of the week are compared. */
export const DEFAULT_DAYS = {
  daily: 14,
  'top-features': 30,
  'top-users': 30,
  /** Four of each weekday. */
  'peak-hours': 28,
  users: 14,
  /** Users by hour. */
  usersByHour: 1,
} as const;

/** Groups that the `top-` reports show. */
export const DEFAULT_TOP = 10;
