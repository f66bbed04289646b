import type { UsageUnit } from '../names.ts';

/** What one unit costs from a day on, until a later row of the same provider, unit, operation and variant. */
export interface UnitPrice {
  readonly provider: string;
  readonly unit: UsageUnit | (string & {});
  /** Counts only for this operation. */
  readonly operation?: string;
  /** Counts only for this variant: a country, a channel, a kind of hardware. */
  readonly variant?: string;
  /** First day (UTC) on which the price counts. */
  readonly from: string;
  /** May be a fraction. 0 for what is only counted, as the provider bills something else. */
  readonly nanoUsdPerUnit: number;
  /** Where the price is published. */
  readonly source: string;
}
