import type { Attributes } from '../../otlp/metrics.ts';
import type { PointView } from './point-booker.ts';
import type { WireName } from '../streams/wire-names.ts';

/** The bytes are no common form of an export: the decoder tells whether they are an export at all. */
export class UnusualBodyError extends Error {
  override readonly name = 'UnusualBodyError';
}

const UNUSUAL = new UnusualBodyError('not a common form');
const TWO_TO_32 = 4_294_967_296;

/** @throws UnusualBodyError always */
export function unusual(): never {
  throw UNUSUAL;
}

/**
 * One point of a body as it lies there: numbers are read, attributes are only told where they are. An object for all points:
 * it is filled anew for each.
 */
export class WirePoint implements PointView, WireName {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  /** The metric that the point is of. */
  contextId = 0;
  /** The start time is no part of a delta stream's name. */
  isDelta = false;
  startHigh = 0;
  startLow = 0;
  timeHigh = 0;
  timeLow = 0;
  value = 0;
  flags = 0;
  /** Histograms: the count, and where buckets and bounds lie; -1 where there are none. */
  count = 0;
  bucketsAt = -1;
  bucketsEnd = -1;
  boundsAt = -1;
  boundsEnd = -1;
  /** Where the attributes lie, and how many bytes they are. */
  start = 0;
  length = 0;
  #decode: () => Attributes = () => ({});
  /** Behind the length that was read last. */
  #next = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get namedStartHigh(): number {
    return this.isDelta ? 0 : this.startHigh;
  }

  get namedStartLow(): number {
    return this.isDelta ? 0 : this.startLow;
  }

  decodeWith(decode: () => Attributes): void {
    this.#decode = decode;
  }

  attributes(): Attributes {
    return this.#decode();
  }

  /**
   * Reads a `NumberDataPoint`. The cases are tags: field number and wire type of opentelemetry-proto 1.x.
   *
   * @throws UnusualBodyError
   */
  readNumber(from: number, end: number): void {
    this.#reset(end);
    for (let at = from; at < end;) {
      const tag = this.bytes[at];
      switch (tag) {
        case 0x11:
        case 0x19:
          at = this.#readTime(tag, at + 1, end);
          break;
        case 0x21:
          this.value = this.#double(at + 1, end);
          at += 9;
          break;
        case 0x31:
          this.value = this.#fixed64(at + 1, end, true);
          at += 9;
          break;
        case 0x3a:
          at = this.#readAttribute(at, end);
          break;
        case 0x2a:
          at = this.fieldEnd(at + 1, end);
          break;
        case 0x40:
          at = this.#readFlags(at + 1, end);
          break;
        default:
          unusual();
      }
    }
  }

  /** Reads a `HistogramDataPoint`. @throws UnusualBodyError */
  readHistogram(from: number, end: number): void {
    this.#reset(end);
    for (let at = from; at < end;) {
      const tag = this.bytes[at];
      switch (tag) {
        case 0x11:
        case 0x19:
          at = this.#readTime(tag, at + 1, end);
          break;
        case 0x21:
          this.count = this.#fixed64(at + 1, end, false);
          at += 9;
          break;
        case 0x29:
          this.value = this.#double(at + 1, end);
          at += 9;
          break;
        case 0x32:
          if (this.bucketsAt !== -1) unusual();
          this.bucketsEnd = this.#packedEnd(at + 1, end);
          this.bucketsAt = this.#next;
          at = this.bucketsEnd;
          break;
        case 0x3a:
          if (this.boundsAt !== -1) unusual();
          this.boundsEnd = this.#packedEnd(at + 1, end);
          this.boundsAt = this.#next;
          at = this.boundsEnd;
          break;
        case 0x42:
          at = this.fieldEnd(at + 1, end);
          break;
        case 0x4a:
          at = this.#readAttribute(at, end);
          break;
        case 0x50:
          at = this.#readFlags(at + 1, end);
          break;
        case 0x59:
        case 0x61:
          if (at + 9 > end) unusual();
          at += 9;
          break;
        default:
          unusual();
      }
    }
  }

  /** The eight bytes as a number, rounded as `Number` rounds a bigint. */
  countAt(at: number): number {
    return this.view.getUint32(at + 4, true) * TWO_TO_32 + this.view.getUint32(at, true);
  }

  /**
   * Where a length-delimited field ends, whose length is at `at`; `contentStart` tells where it begins then.
   *
   * @throws UnusualBodyError when it would end behind `end`
   */
  fieldEnd(at: number, end: number): number {
    let next = at;
    let length = 0;
    for (let shift = 0; ; shift += 7) {
      if (next >= end || shift > 21) unusual();
      const byte = this.bytes[next] ?? 0;
      next += 1;
      length |= (byte & 0x7f) << shift;
      if (byte < 0x80) break;
    }
    this.#next = next;
    if (next + length > end) unusual();
    return next + length;
  }

  /** Where the field begins whose end `fieldEnd` told last. */
  get contentStart(): number {
    return this.#next;
  }

  #reset(end: number): void {
    this.startHigh = this.startLow = this.timeHigh = this.timeLow = 0;
    this.value = this.flags = this.count = 0;
    this.bucketsAt = this.bucketsEnd = this.boundsAt = this.boundsEnd = -1;
    this.start = end;
    this.length = 0;
  }

  #readTime(tag: number, at: number, end: number): number {
    if (at + 8 > end) unusual();
    const low = this.view.getUint32(at, true);
    const high = this.view.getUint32(at + 4, true);
    if (tag === 0x11) {
      this.startLow = low;
      this.startHigh = high;
    } else {
      this.timeLow = low;
      this.timeHigh = high;
    }
    return at + 8;
  }

  /** Attributes lie behind one another in what every exporter sends; only so are they one run of bytes. */
  #readAttribute(at: number, end: number): number {
    const fieldEnd = this.fieldEnd(at + 1, end);
    if (this.length === 0) this.start = at;
    else if (this.start + this.length !== at) unusual();
    this.length = fieldEnd - this.start;
    return fieldEnd;
  }

  #readFlags(at: number, end: number): number {
    const flags = this.bytes[at] ?? 0xff;
    if (at >= end || flags > 0x7f) unusual();
    this.flags = flags;
    return at + 1;
  }

  #packedEnd(at: number, end: number): number {
    const fieldEnd = this.fieldEnd(at, end);
    if ((fieldEnd - this.#next) % 8 !== 0) unusual();
    return fieldEnd;
  }

  #double(at: number, end: number): number {
    if (at + 8 > end) unusual();
    return this.view.getFloat64(at, true);
  }

  #fixed64(at: number, end: number, isSigned: boolean): number {
    if (at + 8 > end) unusual();
    if (!isSigned) return this.countAt(at);
    return this.view.getInt32(at + 4, true) * TWO_TO_32 + this.view.getUint32(at, true);
  }
}
