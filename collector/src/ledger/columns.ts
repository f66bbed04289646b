import type { HistogramValue } from './histogram.ts';
import { decodeHistogram } from './histogram-blob.ts';

/** Reads an integer column of a statement with `setReadBigInts(true)`; SQL's NULL, the sum of nothing, is 0. */
export function bigintColumn(value: unknown): bigint {
  if (typeof value === 'bigint') return value;
  if (value === null || value === undefined) return 0n;
  throw new TypeError(`expected an integer column, got ${typeof value}`);
}

/** Reads a column that holds a packed histogram; NULL where there is none. */
export function histogramColumn(value: unknown): HistogramValue | undefined {
  return value instanceof Uint8Array ? decodeHistogram(value) : undefined;
}
