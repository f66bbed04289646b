import { ByteArena } from './byte-arena.ts';
import { RowIndex } from './row-index.ts';

const NO_ROW = -1;
const NO_CONTEXT = -1;
const INITIAL_ROWS = 64;
/** Bytes that no stream uses any more, beyond which everything is learned anew; next to those in use. */
const MAX_WASTE_BYTES = 4 << 20;

/** Where in a body the attributes of a point lie, and when its stream began (0 where that is no part of its name). */
export interface WireName {
  /** The resource, scope and metric that the point belongs to. */
  readonly contextId: number;
  readonly start: number;
  readonly length: number;
  readonly namedStartHigh: number;
  readonly namedStartLow: number;
}

/**
 * Recognises streams by the bytes that an exporter sends of them, which do not change from export to export. The bytes
 * themselves are compared, never a hash alone. It is a cache: a stream that is not recognised is looked up by its key.
 */
export class WireNames {
  #contexts = new Int32Array(INITIAL_ROWS).fill(NO_CONTEXT);
  #places = new Float64Array(INITIAL_ROWS);
  #lengths = new Uint32Array(INITIAL_ROWS);
  #startHigh = new Uint32Array(INITIAL_ROWS);
  #startLow = new Uint32Array(INITIAL_ROWS);
  #hashes = new Int32Array(INITIAL_ROWS);
  /** The stream that came after this one the last time: exporters keep the order of their points. */
  #next = new Int32Array(INITIAL_ROWS).fill(NO_ROW);
  readonly #arena = new ByteArena();
  readonly #byHash = new RowIndex();
  #wastedBytes = 0;

  /**
   * The row that a point's bytes stand for; -1 when they were not seen before.
   *
   * @param previous the row of the point before it, or -1
   */
  find(body: DataView, name: WireName, previous: number): number {
    const likely = previous === NO_ROW ? NO_ROW : (this.#next[previous] ?? NO_ROW);
    if (likely !== NO_ROW && this.#isNamed(likely, body, name)) return likely;
    const found = this.#byHash.find(hashOf(body, name), (row) => this.#isNamed(row, body, name));
    if (found !== NO_ROW && previous !== NO_ROW) this.#next[previous] = found;
    return found;
  }

  /** From now on these bytes stand for the row. */
  learn(row: number, bytes: Uint8Array, body: DataView, name: WireName): void {
    if (name.length > ByteArena.longestRun) return;
    this.#reserve(row + 1);
    this.forget(row);
    this.#contexts[row] = name.contextId;
    this.#places[row] = this.#arena.put(bytes, name.start, name.length);
    this.#lengths[row] = name.length;
    this.#startHigh[row] = name.namedStartHigh;
    this.#startLow[row] = name.namedStartLow;
    this.#hashes[row] = hashOf(body, name);
    this.#byHash.add(this.#hashes[row] ?? 0, row, (other) => this.#hashes[other] ?? 0);
    if (this.#wastedBytes > MAX_WASTE_BYTES && this.#wastedBytes > this.#arena.usedBytes / 2) this.clear();
  }

  /** The attributes of a stream as they came on the wire; undefined when they are not known. */
  bytes(row: number): Uint8Array | undefined {
    if ((this.#contexts[row] ?? NO_CONTEXT) === NO_CONTEXT) return undefined;
    return this.#arena.bytes(this.#places[row] ?? 0, this.#lengths[row] ?? 0);
  }

  /** Bytes that are kept, those that no stream uses any more too. */
  get usedBytes(): number {
    return this.#arena.usedBytes;
  }

  /** A row is used for another stream, or its stream is taken back. */
  forget(row: number): void {
    if ((this.#contexts[row] ?? NO_CONTEXT) === NO_CONTEXT) return;
    this.#wastedBytes += this.#lengths[row] ?? 0;
    this.#contexts[row] = NO_CONTEXT;
  }

  clear(): void {
    this.#contexts.fill(NO_CONTEXT);
    this.#next.fill(NO_ROW);
    this.#arena.clear();
    this.#byHash.clear();
    this.#wastedBytes = 0;
  }

  #isNamed(row: number, body: DataView, name: WireName): boolean {
    return (
      this.#contexts[row] === name.contextId &&
      this.#lengths[row] === name.length &&
      this.#startLow[row] === name.namedStartLow &&
      this.#startHigh[row] === name.namedStartHigh &&
      this.#arena.equals(this.#places[row] ?? 0, name.length, body, name.start)
    );
  }

  #reserve(rows: number): void {
    if (rows <= this.#contexts.length) return;
    const length = Math.max(rows, 2 * this.#contexts.length);
    const grow = <T extends Float64Array | Uint32Array | Int32Array>(from: T, to: T, rest = 0): T => {
      to.fill(rest).set(from);
      return to;
    };
    this.#contexts = grow(this.#contexts, new Int32Array(length), NO_CONTEXT);
    this.#places = grow(this.#places, new Float64Array(length));
    this.#lengths = grow(this.#lengths, new Uint32Array(length));
    this.#startHigh = grow(this.#startHigh, new Uint32Array(length));
    this.#startLow = grow(this.#startLow, new Uint32Array(length));
    this.#hashes = grow(this.#hashes, new Int32Array(length));
    this.#next = grow(this.#next, new Int32Array(length), NO_ROW);
  }
}

/** Four bytes at a time; collisions cost a comparison, no more. */
function hashOf(
  body: DataView,
  { contextId, start, length, namedStartHigh, namedStartLow }: WireName,
): number {
  let hash = Math.imul(contextId ^ namedStartLow, 0x9e3779b1) ^ namedStartHigh;
  const words = length & ~3;
  let i = 0;
  for (; i < words; i += 4) {
    hash = Math.imul(hash ^ body.getInt32(start + i), 0x85ebca6b);
    hash ^= hash >>> 13;
  }
  for (; i < length; i += 1) hash = Math.imul(hash ^ body.getUint8(start + i), 0x01000193);
  return hash | 0;
}
