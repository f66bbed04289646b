import type { HistogramValue } from '../histogram.ts';
import { ENTRY } from './journal-encoder.ts';

/** What a reader of the journal wants of it. Parts that it leaves out are skipped. */
export interface JournalVisitor {
  /** When the collector received what follows, in ms since the epoch. */
  receivedAt?(unixMs: number): void;
  counterStream?(id: number, timeHigh: number, timeLow: number, value: number): void;
  histogramStream?(id: number, timeHigh: number, timeLow: number, value: HistogramValue): void;
  /** Spend of a series in a slot (start in seconds since the epoch), in ledger units. */
  spend?(seriesId: number, slot: number, amount: bigint): void;
  /** Increase of the total of a counter's series. */
  total?(seriesId: number, amount: bigint): void;
  histogram?(seriesId: number, increase: HistogramValue): void;
  budgetCost?(budget: string, currency: string, amount: bigint): void;
}

/**
 * Reads a row of the journal, in the order in which it was written.
 *
 * @throws TypeError for bytes that no `JournalEncoder` wrote
 */
export function decodeJournal(bytes: Uint8Array, visitor: JournalVisitor): void {
  const reader = new EntryReader(bytes);
  let timeHigh = 0;
  let timeLow = 0;
  let slot = 0;
  while (!reader.isAtEnd) {
    const tag = reader.byte();
    switch (tag) {
      case ENTRY.time:
        timeLow = reader.uint32();
        timeHigh = reader.uint32();
        break;
      case ENTRY.counterStream: {
        const id = reader.varint();
        const value = reader.double();
        visitor.counterStream?.(id, timeHigh, timeLow, value);
        break;
      }
      case ENTRY.histogramStream: {
        const id = reader.varint();
        const value = reader.histogram();
        visitor.histogramStream?.(id, timeHigh, timeLow, value);
        break;
      }
      case ENTRY.slot:
        slot = reader.varint();
        break;
      case ENTRY.spend: {
        const seriesId = reader.varint();
        const amount = reader.amount();
        visitor.spend?.(seriesId, slot, amount);
        break;
      }
      case ENTRY.total: {
        const seriesId = reader.varint();
        const amount = reader.amount();
        visitor.total?.(seriesId, amount);
        break;
      }
      case ENTRY.totalAndSpend: {
        const seriesId = reader.varint();
        const amount = reader.amount();
        visitor.total?.(seriesId, amount);
        visitor.spend?.(seriesId, slot, amount);
        break;
      }
      case ENTRY.histogram: {
        const seriesId = reader.varint();
        const increase = reader.histogram();
        visitor.histogram?.(seriesId, increase);
        break;
      }
      case ENTRY.budgetCost: {
        const budget = reader.text();
        const currency = reader.text();
        // Read whether or not the visitor wants it: what follows begins behind it.
        const amount = reader.amount();
        visitor.budgetCost?.(budget, currency, amount);
        break;
      }
      case ENTRY.bounds: {
        const number = reader.varint();
        reader.bounds.set(
          number,
          Array.from({ length: reader.varint() }, () => reader.double()),
        );
        break;
      }
      case ENTRY.receivedAt: {
        const at = reader.varint();
        visitor.receivedAt?.(at);
        break;
      }
      default:
        throw new TypeError(`the journal has an entry of an unknown kind: ${tag}`);
    }
  }
}

class EntryReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #position = 0;
  /** Bounds of histograms by the numbers that the row gives them. */
  readonly bounds = new Map<number, readonly number[]>();

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get isAtEnd(): boolean {
    return this.#position >= this.#bytes.length;
  }

  byte(): number {
    const byte = this.#bytes[this.#position];
    if (byte === undefined) throw new TypeError('the journal ends in the middle of an entry');
    this.#position += 1;
    return byte;
  }

  varint(): number {
    let value = 0;
    let scale = 1;
    for (;;) {
      const byte = this.byte();
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
      scale *= 128;
    }
  }

  amount(): bigint {
    const small = this.varint();
    if (small !== 0) return BigInt(small);
    this.#position += 8;
    return this.#view.getBigInt64(this.#position - 8, true);
  }

  uint32(): number {
    this.#position += 4;
    return this.#view.getUint32(this.#position - 4, true);
  }

  double(): number {
    this.#position += 8;
    return this.#view.getFloat64(this.#position - 8, true);
  }

  text(): string {
    const length = this.varint();
    this.#position += length;
    return Buffer.from(this.#bytes.subarray(this.#position - length, this.#position)).toString();
  }

  histogram(): HistogramValue {
    const sum = this.double();
    const bounds = this.bounds.get(this.varint());
    if (bounds === undefined) throw new TypeError('the journal has a histogram without its bounds');
    const length = this.varint();
    const bucketCounts: number[] = [];
    let count = 0;
    for (let i = 0; i < length; i += 1) {
      const bucket = this.varint();
      bucketCounts.push(bucket);
      count += bucket;
    }
    return { count, sum, bounds, bucketCounts };
  }
}
