import { clampedAmount } from '../amount-limit.ts';
import type { HistogramValue } from '../histogram.ts';

/** Tags of the journal's entries; they are on disk: never change the meaning of one. */
export const ENTRY = {
  /** Sets the time of the stream entries that follow: two 32-bit halves of nanoseconds since the epoch, low first. */
  time: 1,
  /** Stream of a counter: id, last value. */
  counterStream: 2,
  /** Stream of a histogram: id, sum, bounds by number, buckets. */
  histogramStream: 3,
  /** Sets the slot of the spend entries that follow: seconds since the epoch. */
  slot: 4,
  /** Spend of a series in the slot: series id, amount. */
  spend: 5,
  /** Increase of a series' total: series id, amount. */
  total: 6,
  /** Both of the above: series id, amount. */
  totalAndSpend: 7,
  /** Increase of a series' histogram: series id, sum, bounds by number, buckets. */
  histogram: 8,
  /** Cost of a budget: name, currency, amount. */
  budgetCost: 9,
  /** When the collector received what follows, in ms since the epoch. */
  receivedAt: 10,
  /** Gives bounds a number for the histograms that follow: number, how many, bounds. */
  bounds: 11,
} as const;

const INITIAL_BYTES = 64 * 1024;
/** The longest entry without texts and buckets: a tag and three numbers of at most nine bytes. */
const LONGEST_ENTRY_BYTES = 32;

/**
 * Writes what a batch of exports changes as one compact row: streams by their new state, series and budgets by what is
 * added to them. Numbers are base-128 varints, doubles are little-endian; an amount beyond 2^53 is a 0 and eight bytes.
 */
export class JournalEncoder {
  #bytes = new Uint8Array(INITIAL_BYTES);
  #view = new DataView(this.#bytes.buffer);
  #length = 0;
  #timeHigh = -1;
  #timeLow = -1;
  #slot = -1;
  /** Numbers of bounds that were written; exports of one stream share the very array. */
  readonly #boundsNumbers = new Map<readonly number[], number>();
  #lastBoundsNumber = 0;

  get length(): number {
    return this.#length;
  }

  /** A copy of what was written. */
  bytes(): Uint8Array<ArrayBuffer> {
    return this.#bytes.slice(0, this.#length);
  }

  /** Goes back to an earlier length, 0 to begin a new row. */
  truncate(length: number): void {
    this.#length = length;
    // What was set before may have been cut off: set it again.
    this.#timeHigh = this.#timeLow = this.#slot = -1;
    this.#boundsNumbers.clear();
    if (length === 0) this.#lastBoundsNumber = 0;
    if (length === 0 && this.#bytes.length > 16 * INITIAL_BYTES) {
      this.#bytes = new Uint8Array(INITIAL_BYTES);
      this.#view = new DataView(this.#bytes.buffer);
    }
  }

  receivedAt(unixMs: number): void {
    this.#reserve(LONGEST_ENTRY_BYTES);
    this.#bytes[this.#length++] = ENTRY.receivedAt;
    this.#varint(unixMs);
  }

  counterStream(id: number, timeHigh: number, timeLow: number, value: number): void {
    this.#reserve(2 * LONGEST_ENTRY_BYTES);
    this.#time(timeHigh, timeLow);
    this.#bytes[this.#length++] = ENTRY.counterStream;
    this.#varint(id);
    this.#double(value);
  }

  histogramStream(id: number, timeHigh: number, timeLow: number, value: HistogramValue): void {
    this.#reserve(2 * LONGEST_ENTRY_BYTES);
    this.#time(timeHigh, timeLow);
    const boundsNumber = this.#boundsNumber(value.bounds);
    this.#bytes[this.#length++] = ENTRY.histogramStream;
    this.#varint(id);
    this.#histogram(value, boundsNumber);
  }

  spend(seriesId: number, slot: number, amount: bigint): void {
    this.#reserve(2 * LONGEST_ENTRY_BYTES);
    this.#setSlot(slot);
    this.#bytes[this.#length++] = ENTRY.spend;
    this.#varint(seriesId);
    this.#amount(amount);
  }

  total(seriesId: number, amount: bigint): void {
    this.#reserve(LONGEST_ENTRY_BYTES);
    this.#bytes[this.#length++] = ENTRY.total;
    this.#varint(seriesId);
    this.#amount(amount);
  }

  /** @param amount a positive safe integer */
  totalAndSpend(seriesId: number, slot: number, amount: number): void {
    this.#reserve(2 * LONGEST_ENTRY_BYTES);
    this.#setSlot(slot);
    this.#bytes[this.#length++] = ENTRY.totalAndSpend;
    this.#varint(seriesId);
    this.#varint(amount);
  }

  histogram(seriesId: number, increase: HistogramValue): void {
    const boundsNumber = this.#boundsNumber(increase.bounds);
    this.#reserve(LONGEST_ENTRY_BYTES);
    this.#bytes[this.#length++] = ENTRY.histogram;
    this.#varint(seriesId);
    this.#histogram(increase, boundsNumber);
  }

  budgetCost(budget: string, currency: string, amount: bigint): void {
    this.#reserve(LONGEST_ENTRY_BYTES);
    this.#bytes[this.#length++] = ENTRY.budgetCost;
    this.#text(budget);
    this.#text(currency);
    this.#amount(amount);
  }

  #time(high: number, low: number): void {
    if (high === this.#timeHigh && low === this.#timeLow) return;
    this.#bytes[this.#length++] = ENTRY.time;
    this.#view.setUint32(this.#length, low, true);
    this.#view.setUint32(this.#length + 4, high, true);
    this.#length += 8;
    this.#timeHigh = high;
    this.#timeLow = low;
  }

  #setSlot(slot: number): void {
    if (slot === this.#slot) return;
    this.#bytes[this.#length++] = ENTRY.slot;
    this.#varint(slot);
    this.#slot = slot;
  }

  #histogram({ sum, bucketCounts }: HistogramValue, boundsNumber: number): void {
    this.#reserve(32 + 9 * bucketCounts.length);
    this.#double(sum);
    this.#varint(boundsNumber);
    this.#varint(bucketCounts.length);
    for (const bucket of bucketCounts) this.#varint(bucket);
  }

  #boundsNumber(bounds: readonly number[]): number {
    const known = this.#boundsNumbers.get(bounds);
    if (known !== undefined) return known;
    this.#lastBoundsNumber += 1;
    this.#boundsNumbers.set(bounds, this.#lastBoundsNumber);
    this.#reserve(2 * LONGEST_ENTRY_BYTES + 8 * bounds.length);
    this.#bytes[this.#length++] = ENTRY.bounds;
    this.#varint(this.#lastBoundsNumber);
    this.#varint(bounds.length);
    for (const bound of bounds) this.#double(bound);
    return this.#lastBoundsNumber;
  }

  #amount(amount: bigint): void {
    if (amount > 0n && amount <= Number.MAX_SAFE_INTEGER) {
      this.#varint(Number(amount));
      return;
    }
    this.#bytes[this.#length++] = 0;
    // Held within: `setBigInt64` would turn a sum that is too large into a negative one.
    this.#view.setBigInt64(this.#length, clampedAmount(amount), true);
    this.#length += 8;
  }

  #text(text: string): void {
    const encoded = Buffer.from(text);
    this.#reserve(LONGEST_ENTRY_BYTES + encoded.length);
    this.#varint(encoded.length);
    this.#bytes.set(encoded, this.#length);
    this.#length += encoded.length;
  }

  /** A whole number from 0 to 2^53 - 1, seven bits a byte, low bits first. */
  #varint(value: number): void {
    let rest = value;
    while (rest > 0x7fffffff) {
      this.#bytes[this.#length++] = (rest % 128) | 0x80;
      rest = Math.floor(rest / 128);
    }
    while (rest > 0x7f) {
      this.#bytes[this.#length++] = (rest & 0x7f) | 0x80;
      rest >>>= 7;
    }
    this.#bytes[this.#length++] = rest;
  }

  #double(value: number): void {
    this.#view.setFloat64(this.#length, value, true);
    this.#length += 8;
  }

  #reserve(bytes: number): void {
    if (this.#length + bytes <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(2 * this.#bytes.length, this.#length + bytes));
    grown.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = grown;
    this.#view = new DataView(grown.buffer);
  }
}
