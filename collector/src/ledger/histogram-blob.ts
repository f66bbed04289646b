import type { HistogramValue } from './histogram.ts';

/**
 * Packs a histogram for a column: little-endian doubles, first the sum, then the number of bounds, the bounds and the
 * buckets. The count is the sum of the buckets; counts are safe integers, which doubles hold exactly.
 */
export function encodeHistogram({ sum, bounds, bucketCounts }: HistogramValue): Uint8Array {
  const bytes = new Uint8Array(8 * (2 + bounds.length + bucketCounts.length));
  const view = new DataView(bytes.buffer);
  let offset = 0;
  const put = (value: number) => {
    view.setFloat64(offset, value, true);
    offset += 8;
  };
  put(sum);
  put(bounds.length);
  bounds.forEach(put);
  bucketCounts.forEach(put);
  return bytes;
}

/**
 * Unpacks what `encodeHistogram` packed.
 *
 * @throws TypeError for other bytes
 */
export function decodeHistogram(bytes: Uint8Array): HistogramValue {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const numbers = bytes.byteLength / 8;
  const boundCount = numbers >= 2 ? view.getFloat64(8, true) : Number.NaN;
  if (
    !Number.isInteger(numbers) ||
    !Number.isInteger(boundCount) ||
    boundCount < 0 ||
    numbers < 2 + boundCount
  ) {
    throw new TypeError(`expected a packed histogram, got ${bytes.byteLength} other bytes`);
  }
  const bounds: number[] = [];
  const bucketCounts: number[] = [];
  let count = 0;
  for (let i = 2; i < numbers; i += 1) {
    const value = view.getFloat64(8 * i, true);
    if (i < 2 + boundCount) bounds.push(value);
    else {
      bucketCounts.push(value);
      count += value;
    }
  }
  return { count, sum: view.getFloat64(0, true), bounds, bucketCounts };
}
