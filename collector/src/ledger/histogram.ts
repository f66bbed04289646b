import type { HistogramPoint } from '../otlp/metrics.ts';
import type { Increments } from './stream.ts';

/** Counts of a cumulative histogram, buckets not added up. */
export interface HistogramValue {
  readonly count: number;
  readonly sum: number;
  readonly bounds: readonly number[];
  readonly bucketCounts: readonly number[];
}

export function histogramValue(point: HistogramPoint): HistogramValue {
  return {
    count: point.count,
    sum: point.sum,
    bounds: point.bounds,
    bucketCounts: point.bucketCounts.length > 0 ? point.bucketCounts : [point.count],
  };
}

/** The most buckets of a histogram: the SDKs' own have 16, exponential ones 160. */
const MAX_BUCKETS = 1_000;

/** Whether the parts of a histogram agree with each other: bounds rising, one bucket more than bounds, counts adding up; and whether it is of a size to keep. */
export function isConsistent(value: HistogramValue): boolean {
  if (value.bucketCounts.length > MAX_BUCKETS) return false;
  const counted = value.bucketCounts.reduce((sum, bucket) => sum + bucket, 0);
  return (
    Number.isFinite(value.sum) &&
    Number.isSafeInteger(value.count) &&
    value.bounds.every(Number.isFinite) &&
    value.bucketCounts.length === value.bounds.length + 1 &&
    value.bounds.every((bound, i) => i === 0 || bound > (value.bounds[i - 1] ?? bound)) &&
    counted === value.count
  );
}

export function sameBounds(a: HistogramValue, b: HistogramValue): boolean {
  return a.bounds.length === b.bounds.length && a.bounds.every((bound, i) => bound === b.bounds[i]);
}

export function addHistograms(a: HistogramValue, b: HistogramValue): HistogramValue {
  return {
    count: a.count + b.count,
    sum: a.sum + b.sum,
    bounds: a.bounds,
    bucketCounts: a.bucketCounts.map((bucket, i) => bucket + (b.bucketCounts[i] ?? 0)),
  };
}

/** A histogram that is added to in place. */
export interface HistogramTotal extends HistogramValue {
  count: number;
  sum: number;
  readonly bucketCounts: number[];
}

/** A histogram of the same figures that can be added to. */
export function histogramTotal({ count, sum, bounds, bucketCounts }: HistogramValue): HistogramTotal {
  return { count, sum, bounds, bucketCounts: [...bucketCounts] };
}

/** Adds a histogram of the same bounds. */
export function addToHistogram(total: HistogramTotal, increase: HistogramValue): void {
  total.count += increase.count;
  total.sum += increase.sum;
  for (let i = 0; i < increase.bucketCounts.length; i += 1) {
    total.bucketCounts[i] = (total.bucketCounts[i] ?? 0) + (increase.bucketCounts[i] ?? 0);
  }
}

/** A histogram increases when every bucket does. An empty histogram is zero for any bounds. */
export const histogramIncrements: Increments<HistogramValue> = {
  zero: { count: 0, sum: 0, bounds: [], bucketCounts: [] },
  increase(from, to) {
    if (from.count > 0 && !sameBounds(from, to)) return undefined;
    const bucketCounts = to.bucketCounts.map((bucket, i) => bucket - (from.bucketCounts[i] ?? 0));
    if (bucketCounts.some((bucket) => bucket < 0)) return undefined;
    return { count: to.count - from.count, sum: to.sum - from.sum, bounds: to.bounds, bucketCounts };
  },
  isZero: (increase) => increase.count === 0,
};

/** Whole ledger units of a counter. */
export const counterIncrements: Increments<bigint> = {
  zero: 0n,
  increase: (from, to) => (to < from ? undefined : to - from),
  isZero: (increase) => increase === 0n,
};
