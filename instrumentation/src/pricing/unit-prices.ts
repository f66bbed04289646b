import { USAGE_UNIT, type UsageUnit } from '../names.ts';
import { findInForce } from './effective-date.ts';

/** What one unit costs from a day on, until a later row of the same provider and unit. */
export interface UnitPrice {
  provider: string;
  unit: UsageUnit;
  /** First day (UTC) on which the price counts. */
  from: string;
  nanoUsdPerUnit: number;
  /** Where the price is published. */
  source: string;
}

/**
 * Public prices of what is not billed by the token.
 *
 * Resend sells monthly plans; what one more e-mail costs is the overage price, $0.90 per 1,000, which is also
 * the Scale plan's average. The free allowance (100 a day, 3,000 a month) is not subtracted.
 */
export const UNIT_PRICES: readonly UnitPrice[] = [
  {
    provider: 'resend',
    unit: USAGE_UNIT.emails,
    from: '2023-01-01',
    nanoUsdPerUnit: 900_000,
    source: 'resend.com/pricing and resend.com/changelog/pay-as-you-go-pricing, seen 2026-03-09',
  },
];

/** The price that counts at `at`, or undefined when none is known for that time. */
export function findUnitPrice(
  provider: string,
  unit: string,
  at: Date,
  prices: readonly UnitPrice[] = UNIT_PRICES,
): UnitPrice | undefined {
  return findInForce(
    prices.filter((price) => price.provider === provider && price.unit === unit),
    at,
  );
}
