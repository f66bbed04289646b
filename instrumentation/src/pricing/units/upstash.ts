import { USAGE_UNIT } from '../../names.ts';
import type { UnitPrice } from '../unit-price.ts';

const REDIS_SOURCE = 'upstash.com/docs/redis/overall/billing, Pay-As-You-Go, seen 2026-08';

/** What Upstash bills as one goes. */
export const UPSTASH_UNITS: readonly UnitPrice[] = [
  // $0.20 for 100,000.
  row(USAGE_UNIT.commands, '2025-03-01', 2_000, REDIS_SOURCE),
  // $0.03 for a gigabyte of 10^9 bytes, both ways.
  row(USAGE_UNIT.bytesIn, '2025-03-01', 0.03, REDIS_SOURCE),
  row(USAGE_UNIT.bytesOut, '2025-03-01', 0.03, REDIS_SOURCE),
  // $0.40 for 100,000 queries and updates of an index.
  row(USAGE_UNIT.requests, '2024-01-01', 4_000, 'upstash.com/pricing/vector, Pay as you go, seen 2026-04'),
  // $1 for 100,000.
  row(USAGE_UNIT.messages, '2024-01-01', 10_000, 'upstash.com/pricing/qstash, Pay as you go, seen 2026-08'),
  row(USAGE_UNIT.cacheHits, '2020-01-01', 0, 'only counted: commands are billed'),
  row(USAGE_UNIT.cacheMisses, '2020-01-01', 0, 'only counted: commands are billed'),
];

function row(unit: UnitPrice['unit'], from: string, nanoUsdPerUnit: number, source: string): UnitPrice {
  return { provider: 'upstash', unit, from, nanoUsdPerUnit, source };
}
