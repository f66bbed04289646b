import { USAGE_UNIT } from '../../names.ts';
import type { UnitPrice } from '../unit-price.ts';

const SOURCE = 'supabase.com/docs/guides/platform/billing-on-supabase, Pro plan, seen 2026-08';
const EGRESS_SOURCE = 'supabase.com/docs/guides/platform/manage-your-usage/egress, Pro plan, seen 2026-08';
const ONLY_COUNTED = 'only counted: Supabase bills what leaves it';

/**
 * What Supabase bills beyond what the Pro plan includes. A gigabyte of traffic is 10^9 bytes; what leaves a cache costs
 * less. Users, storage, disks, connections and computers cannot be seen in requests.
 */
export const SUPABASE_UNITS: readonly UnitPrice[] = [
  // $0.09 for a gigabyte is 0.09 nano-USD for a byte.
  row(USAGE_UNIT.bytesOut, 0.09, EGRESS_SOURCE),
  { ...row(USAGE_UNIT.bytesOut, 0.03, EGRESS_SOURCE), variant: 'cached' },
  // $2 and $2.50 for a million.
  row(USAGE_UNIT.invocations, 2_000, SOURCE),
  row(USAGE_UNIT.messages, 2_500, SOURCE),
  row(USAGE_UNIT.bytesIn, 0, ONLY_COUNTED),
  row(USAGE_UNIT.rows, 0, ONLY_COUNTED),
];

function row(unit: UnitPrice['unit'], nanoUsdPerUnit: number, source: string): UnitPrice {
  return { provider: 'supabase', unit, from: '2025-01-01', nanoUsdPerUnit, source };
}
