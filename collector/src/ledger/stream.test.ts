import { describe, expect, it } from 'vitest';
import { counterIncrements, histogramIncrements } from './histogram.ts';
import { advanceStream } from './stream.ts';

const HOUR = 3_600_000_000_000n;
const T = BigInt(Date.UTC(2026, 10, 22)) * 1_000_000n;
const now = T + HOUR;
const point = (timeUnixNano: bigint, value: bigint, startUnixNano = T + 100n) => ({
  startUnixNano,
  timeUnixNano,
  value,
});

describe('advanceStream', () => {
  it('books the whole first value over the time since the stream began', () => {
    expect(advanceStream(undefined, point(T + 200n, 5n), counterIncrements, now)).toEqual({
      outcome: 'advanced',
      increase: 5n,
      fromUnixNano: T + 100n,
      toUnixNano: T + 200n,
      next: { lastUnixNano: T + 200n, lastValue: 5n },
    });
  });

  it('books what came since the last point, and carries what a lost export held', () => {
    const state = { lastUnixNano: T + 200n, lastValue: 5n };
    expect(advanceStream(state, point(T + 400n, 12n), counterIncrements, now)).toMatchObject({
      increase: 7n,
      fromUnixNano: T + 200n,
      toUnixNano: T + 400n,
    });
  });

  it.each([
    ['a repeated point', point(T + 200n, 5n), 'duplicate'],
    ['an older point', point(T + 150n, 3n), 'late'],
    ['a value that fell', point(T + 300n, 4n), 'decreased'],
  ])('drops %s', (_, late, reason) => {
    const state = { lastUnixNano: T + 200n, lastValue: 5n };
    expect(advanceStream(state, late, counterIncrements, now)).toEqual({ outcome: 'dropped', reason });
  });

  it('books a higher value of a service whose clock was set back', () => {
    const state = { lastUnixNano: T + 200n, lastValue: 5n };
    expect(advanceStream(state, point(T + 150n, 9n), counterIncrements, now)).toMatchObject({
      increase: 4n,
      fromUnixNano: T + 150n,
      toUnixNano: T + 150n,
    });
  });

  it.each([
    ['a clock far ahead', now + 301_000_000_000n],
    ['no timestamp', 0n],
    ['a clock that was never set', 1n],
  ])('books to its own clock what a service with %s reports', (_, timeUnixNano) => {
    expect(advanceStream(undefined, point(timeUnixNano, 9n), counterIncrements, now)).toMatchObject({
      fromUnixNano: T + 100n,
      toUnixNano: now,
    });
  });

  it.each([0n, 1n])('books at once what began at %d, which is no time', (startUnixNano) => {
    const step = advanceStream(undefined, point(T, 9n, startUnixNano), counterIncrements, now);
    expect(step).toMatchObject({ fromUnixNano: T, toUnixNano: T });
  });

  it('spreads what began years ago over 35 days at most', () => {
    const step = advanceStream(undefined, point(T, 9n, T - 900n * 24n * HOUR), counterIncrements, now);
    expect(step).toMatchObject({ fromUnixNano: T - 35n * 24n * HOUR, toUnixNano: T });
  });

  it('refuses a histogram in which one bucket fell', () => {
    const before = { count: 2, sum: 3, bounds: [1], bucketCounts: [1, 1] };
    const after = { count: 3, sum: 4, bounds: [1], bucketCounts: [0, 3] };
    expect(histogramIncrements.increase(before, after)).toBeUndefined();
  });
});
