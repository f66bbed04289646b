import type { HistogramValue } from '../histogram.ts';
import { RowIndex } from './row-index.ts';
import { WireNames } from './wire-names.ts';

export const NO_ROW = -1;
/** Bytes of a key: a SHA-256. */
const KEY_BYTES = 32;
const INITIAL_ROWS = 64;

/** A stream as the file has it. */
export interface StoredStream {
  readonly id: number;
  readonly key: Uint8Array;
  readonly seriesId: number;
  readonly timeHigh: number;
  readonly timeLow: number;
  readonly value: number;
  readonly histogram: HistogramValue | undefined;
  readonly lastSeenMs: number;
}

/**
 * The streams in memory, a row each in columns of numbers: an object for each would take five times the room. Times are
 * nanoseconds since the epoch in two 32-bit halves, as they are on the wire: as bigints they would be garbage to collect.
 * Values of counters are whole ledger units, which are doubles when they arrive and stay exact.
 */
export class StreamTable {
  /** Numbers of the streams in the file. */
  ids = new Float64Array(INITIAL_ROWS);
  seriesIds = new Uint32Array(INITIAL_ROWS);
  timeHigh = new Uint32Array(INITIAL_ROWS);
  timeLow = new Uint32Array(INITIAL_ROWS);
  values = new Float64Array(INITIAL_ROWS);
  /** When the collector last heard of the stream, in seconds since the epoch. */
  seenSeconds = new Uint32Array(INITIAL_ROWS);
  /** 1: the stream has a point already. */
  begun = new Uint8Array(INITIAL_ROWS);
  /** Number of the row of the journal that the stream's state is from. */
  writtenIn = new Uint32Array(INITIAL_ROWS);
  /** Last values of histograms; sparse. */
  readonly histograms: (HistogramValue | undefined)[] = [];
  /** The bytes by which streams are recognised on the wire. */
  readonly wireNames = new WireNames();
  #keys = new Uint8Array(INITIAL_ROWS * KEY_BYTES);
  readonly #byKey = new RowIndex();
  #rows = 0;

  get size(): number {
    return this.#rows;
  }

  /** The row of a stream's key; -1 when it is not in memory. */
  find(key: Uint8Array): number {
    return this.#byKey.find(keyHash(key, 0), (row) => this.#hasKey(row, key));
  }

  /** Adds a stream that has no point yet. */
  add(id: number, key: Uint8Array, seriesId: number): number {
    const row = this.#rows;
    if (row === this.ids.length) this.#grow();
    this.#rows += 1;
    this.ids[row] = id;
    this.seriesIds[row] = seriesId;
    this.timeHigh[row] = this.timeLow[row] = 0;
    this.values[row] = 0;
    this.begun[row] = this.writtenIn[row] = 0;
    this.histograms[row] = undefined;
    this.#keys.set(key, row * KEY_BYTES);
    this.wireNames.forget(row);
    this.#byKey.add(keyHash(key, 0), row, (other) => keyHash(this.#keys, other * KEY_BYTES));
    return row;
  }

  /** Adds a stream that was kept in the file. */
  restore(stream: StoredStream): number {
    const row = this.add(stream.id, stream.key, stream.seriesId);
    this.timeHigh[row] = stream.timeHigh;
    this.timeLow[row] = stream.timeLow;
    this.values[row] = stream.value;
    this.histograms[row] = stream.histogram;
    this.seenSeconds[row] = stream.lastSeenMs / 1000;
    this.begun[row] = 1;
    return row;
  }

  key(row: number): Uint8Array {
    return this.#keys.slice(row * KEY_BYTES, (row + 1) * KEY_BYTES);
  }

  /** Takes away the streams that were added last, so that `size` are left: their batch could not be written. */
  truncate(size: number): void {
    for (let row = size; row < this.#rows; row += 1) {
      this.#byKey.remove(keyHash(this.#keys, row * KEY_BYTES), row);
      this.wireNames.forget(row);
    }
    this.#rows = size;
    this.histograms.length = size;
  }

  /**
   * Forgets streams that were last heard of before a time, in seconds since the epoch, and are in the file as they are. Rows
   * get new numbers.
   *
   * @param foldedUpTo the last row of the journal that is in the file's tables
   */
  forgetSeenBefore(seconds: number, foldedUpTo: number): void {
    this.#keepRows(
      (row) => (this.seenSeconds[row] ?? 0) >= seconds || (this.writtenIn[row] ?? 0) > foldedUpTo,
    );
  }

  /** How many streams were last heard of before a time, in seconds since the epoch. */
  countSeenBefore(seconds: number): number {
    let streams = 0;
    for (let row = 0; row < this.#rows; row += 1) if ((this.seenSeconds[row] ?? 0) < seconds) streams += 1;
    return streams;
  }

  /** The time before which so many streams were last heard of, in seconds since the epoch. */
  seenQuantile(streams: number): number {
    return this.seenSeconds.slice(0, this.#rows).sort()[streams] ?? 0;
  }

  #keepRows(keeps: (row: number) => boolean): void {
    let kept = 0;
    for (let row = 0; row < this.#rows; row += 1) {
      if (!keeps(row)) continue;
      if (kept !== row) this.#move(row, kept);
      kept += 1;
    }
    this.#rows = kept;
    this.histograms.length = kept;
    // Rows have new numbers: the next export of each stream finds it by its key and is recognised from then on.
    this.wireNames.clear();
    this.#byKey.clear();
    const hashOf = (row: number) => keyHash(this.#keys, row * KEY_BYTES);
    for (let row = 0; row < kept; row += 1) this.#byKey.add(hashOf(row), row, hashOf);
  }

  #move(from: number, to: number): void {
    for (const column of [
      this.ids,
      this.seriesIds,
      this.timeHigh,
      this.timeLow,
      this.values,
      this.seenSeconds,
      this.begun,
      this.writtenIn,
    ]) {
      column[to] = column[from] ?? 0;
    }
    this.histograms[to] = this.histograms[from];
    this.#keys.copyWithin(to * KEY_BYTES, from * KEY_BYTES, (from + 1) * KEY_BYTES);
  }

  #hasKey(row: number, key: Uint8Array): boolean {
    const start = row * KEY_BYTES;
    for (let i = 0; i < KEY_BYTES; i += 1) if (this.#keys[start + i] !== key[i]) return false;
    return true;
  }

  #grow(): void {
    const rows = 2 * this.ids.length;
    this.ids = grown(this.ids, new Float64Array(rows));
    this.seriesIds = grown(this.seriesIds, new Uint32Array(rows));
    this.timeHigh = grown(this.timeHigh, new Uint32Array(rows));
    this.timeLow = grown(this.timeLow, new Uint32Array(rows));
    this.values = grown(this.values, new Float64Array(rows));
    this.seenSeconds = grown(this.seenSeconds, new Uint32Array(rows));
    this.begun = grown(this.begun, new Uint8Array(rows));
    this.writtenIn = grown(this.writtenIn, new Uint32Array(rows));
    this.#keys = grown(this.#keys, new Uint8Array(rows * KEY_BYTES));
  }
}

export function grown<T extends Float64Array | Uint32Array | Uint8Array | Int32Array>(from: T, to: T): T {
  to.set(from);
  return to;
}

/** SHA-256 bytes are as good as random: the first four are a hash. */
function keyHash(bytes: Uint8Array, start: number): number {
  return (
    ((bytes[start] ?? 0) << 24) |
    ((bytes[start + 1] ?? 0) << 16) |
    ((bytes[start + 2] ?? 0) << 8) |
    (bytes[start + 3] ?? 0)
  );
}
