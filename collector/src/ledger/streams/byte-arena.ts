const CHUNK_BYTES = 1 << 20;

/** Keeps many short runs of bytes in few large blocks, each run within one block. */
export class ByteArena {
  #chunks: DataView[] = [];
  /** Where the next run goes in the last block. */
  #next = CHUNK_BYTES;
  #usedBytes = 0;

  /** Bytes that were ever put, those that nobody refers to any more too. */
  get usedBytes(): number {
    return this.#usedBytes;
  }

  /**
   * Copies `length` bytes of a body; at most `ByteArena.longestRun`.
   *
   * @returns where they are
   */
  put(body: Uint8Array, start: number, length: number): number {
    if (this.#next + length > CHUNK_BYTES) {
      this.#chunks.push(new DataView(new ArrayBuffer(CHUNK_BYTES)));
      this.#next = 0;
    }
    const place = (this.#chunks.length - 1) * CHUNK_BYTES + this.#next;
    this.#next += length;
    this.#usedBytes += length;
    this.overwrite(place, body, start, length);
    return place;
  }

  overwrite(place: number, body: Uint8Array, start: number, length: number): void {
    new Uint8Array(this.#chunk(place).buffer).set(body.subarray(start, start + length), place % CHUNK_BYTES);
  }

  bytes(place: number, length: number): Uint8Array {
    return new Uint8Array(this.#chunk(place).buffer, place % CHUNK_BYTES, length);
  }

  /** Whether the bytes at `place` are those of the body from `start`. */
  equals(place: number, length: number, body: DataView, start: number): boolean {
    const chunk = this.#chunk(place);
    const from = place % CHUNK_BYTES;
    const words = length & ~3;
    let i = 0;
    for (; i < words; i += 4) if (chunk.getInt32(from + i) !== body.getInt32(start + i)) return false;
    for (; i < length; i += 1) if (chunk.getUint8(from + i) !== body.getUint8(start + i)) return false;
    return true;
  }

  clear(): void {
    this.#chunks = [];
    this.#next = CHUNK_BYTES;
    this.#usedBytes = 0;
  }

  static readonly longestRun = CHUNK_BYTES / 16;

  #chunk(place: number): DataView {
    const chunk = this.#chunks[Math.floor(place / CHUNK_BYTES)];
    if (chunk === undefined) throw new RangeError(`no bytes are kept at ${place}`);
    return chunk;
  }
}
