import { describe, expect, it } from 'vitest';
import { isConsistent } from './histogram.ts';

describe('isConsistent', () => {
  const withBuckets = (buckets: number) => ({
    count: buckets,
    sum: 1,
    bounds: Array.from({ length: buckets - 1 }, (_, i) => i),
    bucketCounts: Array.from({ length: buckets }, () => 1),
  });

  it('takes a thousand buckets and no more', () => {
    expect(isConsistent(withBuckets(1_000))).toBe(true);
    expect(isConsistent(withBuckets(1_001))).toBe(false);
  });
});
