import { describe, expect, it } from 'vitest';
import { decodeHistogram, encodeHistogram } from './histogram-blob.ts';

describe('a packed histogram', () => {
  it.each([
    { count: 0, sum: 0, bounds: [], bucketCounts: [0] },
    { count: 6, sum: 0.1 + 0.2, bounds: [0.005, 1, 10], bucketCounts: [1, 2, 3, 0] },
    { count: 2 ** 53 - 1, sum: -1e300, bounds: [-1], bucketCounts: [2 ** 53 - 2, 1] },
  ])('comes out as it went in: $bucketCounts', (histogram) => {
    const bytes = encodeHistogram(histogram);
    // As SQLite may hand it out: somewhere within a larger buffer.
    const shifted = new Uint8Array([7, ...bytes, 7]).subarray(1, -1);
    expect(decodeHistogram(shifted)).toEqual(histogram);
  });

  it('is told from other bytes', () => {
    expect(() => decodeHistogram(Buffer.from('{"count":1}'))).toThrow(/expected a packed histogram/);
    expect(() =>
      decodeHistogram(
        encodeHistogram({ count: 1, sum: 1, bounds: [1, 2], bucketCounts: [1] }).subarray(0, 24),
      ),
    ).toThrow(TypeError);
  });
});
