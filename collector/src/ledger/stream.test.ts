import { describe, expect, it } from 'vitest';
import { counterIncrements, histogramIncrements } from './histogram.ts';
import { advanceStream } from './stream.ts';

const now = 1_000_000n;
const point = (timeUnixNano: bigint, value: bigint, startUnixNano = 100n) => ({
  startUnixNano,
  timeUnixNano,
  value,
});

describe('advanceStream', () => {
  it('books the whole first value over the time since the stream began', () => {
    expect(advanceStream(undefined, point(200n, 5n), counterIncrements, now)).toEqual({
      outcome: 'advanced',
      increase: 5n,
      fromUnixNano: 100n,
      toUnixNano: 200n,
      next: { lastUnixNano: 200n, lastValue: 5n },
    });
  });

  it('books what came since the last point, and carries what a lost export held', () => {
    const state = { lastUnixNano: 200n, lastValue: 5n };
    expect(advanceStream(state, point(400n, 12n), counterIncrements, now)).toMatchObject({
      increase: 7n,
      fromUnixNano: 200n,
      toUnixNano: 400n,
    });
  });

  it.each([
    ['a repeated point', point(200n, 5n), 'duplicate'],
    ['an older point', point(150n, 3n), 'late'],
    ['a value that fell', point(300n, 4n), 'decreased'],
  ])('drops %s', (_, late, reason) => {
    const state = { lastUnixNano: 200n, lastValue: 5n };
    expect(advanceStream(state, late, counterIncrements, now)).toEqual({ outcome: 'dropped', reason });
  });

  it('books a higher value of a service whose clock was set back', () => {
    const state = { lastUnixNano: 200n, lastValue: 5n };
    expect(advanceStream(state, point(150n, 9n), counterIncrements, now)).toMatchObject({
      increase: 4n,
      fromUnixNano: 150n,
      toUnixNano: 150n,
    });
  });

  it('books to its own clock what a service with a clock far ahead reports', () => {
    const tooLate = now + 301_000_000_000n;
    expect(advanceStream(undefined, point(tooLate, 9n), counterIncrements, now)).toMatchObject({
      fromUnixNano: 100n,
      toUnixNano: now,
    });
  });

  it('refuses a histogram in which one bucket fell', () => {
    const before = { count: 2, sum: 3, bounds: [1], bucketCounts: [1, 1] };
    const after = { count: 3, sum: 4, bounds: [1], bucketCounts: [0, 3] };
    expect(histogramIncrements.increase(before, after)).toBeUndefined();
  });
});
