import type { SlotRange } from '../ledger/period-sums.ts';
import type { TimeUnit } from './time-unit.ts';
import { UsageQueryError } from './usage-query-error.ts';

/** More rows are no report that anybody reads: beyond it, memory of the collector is what they would cost. */
export const MAX_ROWS = 100_000;
/** Two years of hours. */
const MAX_BUCKETS = 20_000;

const DAY_SECONDS = 86_400;
/** No unit is shorter than this, so that more are never counted than there may be. */
const SHORTEST_SECONDS: Readonly<Record<TimeUnit, number>> = {
  hour: 3_600,
  day: DAY_SECONDS,
  week: 7 * DAY_SECONDS,
  month: 28 * DAY_SECONDS,
  quarter: 90 * DAY_SECONDS,
  year: 365 * DAY_SECONDS,
};

/** @throws UsageQueryError for a range that has more units of time than a report may have */
export function requireFewBuckets({ from, to }: SlotRange, unit: TimeUnit): void {
  if (to - from <= MAX_BUCKETS * SHORTEST_SECONDS[unit]) return;
  throw new UsageQueryError(
    `the range has more than ${MAX_BUCKETS} units of time (by ${unit}): give a shorter one with from and to, or a longer unit`,
  );
}
