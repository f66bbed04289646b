/** Reads an integer column of a statement with `setReadBigInts(true)`; SQL's NULL, the sum of nothing, is 0. */
export function bigintColumn(value: unknown): bigint {
  if (typeof value === 'bigint') return value;
  if (value === null || value === undefined) return 0n;
  throw new TypeError(`expected an integer column, got ${typeof value}`);
}
