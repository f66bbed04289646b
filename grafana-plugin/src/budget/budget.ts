import type { Field } from '@grafana/data';

/** Where in the data a budget's spend stands, so that links and field overrides of that cell apply to its row. */
export interface FieldCell {
  field: Field;
  rowIndex: number;
}

/** Severities that the collector gives thresholds; a threshold of another name counts as a warning. */
export type ThresholdSeverity = 'warning' | 'critical';

export interface Threshold {
  severity: ThresholdSeverity;
  /** Share of the limit, 0.75 for 75 %. */
  ratio: number;
}

/** What will have been spent at the period's end. `low` and `high` bound the band, when the data has one. */
export interface Projection {
  low: number | null;
  middle: number;
  high: number | null;
}

export interface Period {
  startMs: number;
  endMs: number;
}

/** One budget as the data states it. Amounts are in `currency`; nothing here is computed by the panel. */
export interface Budget {
  name: string;
  /** ISO 4217 code, or whatever the data calls its currency; null when it names none. */
  currency: string | null;
  /** Null when the data has no number for it. Negative after a credit. */
  spent: number | null;
  /** Null when the budget has none. Zero means that nothing may be spent. */
  limit: number | null;
  /** Null as long as nothing can be projected. */
  projection: Projection | null;
  /** In ascending order. */
  thresholds: readonly Threshold[];
  /** Share of the limit above which the budget is exceeded: 1 unless the data says otherwise, infinite for never. */
  exceededRatio: number;
  period: Period | null;
  cell: FieldCell | null;
}

/** What was spent as a share of the limit: null without a limit or without a number, infinite when a zero limit is overspent. */
export function shareOfLimit(amount: number | null, limit: number | null): number | null {
  if (amount === null || limit === null) return null;
  if (limit > 0) return amount / limit;
  return amount > 0 ? Infinity : 0;
}
