import { USAGE_UNIT } from '../../names.ts';
import type { UnitPrice } from '../unit-price.ts';

const SOURCE =
  'vercel.com/docs/functions/usage-and-pricing, Fluid compute in Washington (iad1), seen 2026-09-17';
const SECONDS_PER_HOUR = 3600;
const NANO_USD = 1_000_000_000;

/** What Vercel bills of functions with Fluid compute in its cheapest region; others cost up to twice as much. */
export const VERCEL_UNITS: readonly UnitPrice[] = [
  // $0.60 for a million.
  row(USAGE_UNIT.invocations, 600, SOURCE),
  // $0.0106 for an hour of a gigabyte, and $0.128 for an hour of processor time.
  row(USAGE_UNIT.gbSeconds, (0.0106 * NANO_USD) / SECONDS_PER_HOUR, SOURCE),
  row(USAGE_UNIT.computeSeconds, (0.128 * NANO_USD) / SECONDS_PER_HOUR, SOURCE),
  // $0.15 for a gigabyte of Fast Data Transfer.
  row(
    USAGE_UNIT.bytesOut,
    0.15,
    'vercel.com/docs/pricing/regional-pricing/iad1, Fast Data Transfer, seen 2026-09',
  ),
];

function row(unit: UnitPrice['unit'], nanoUsdPerUnit: number, source: string): UnitPrice {
  return { provider: 'vercel', unit, from: '2025-06-01', nanoUsdPerUnit, source };
}
