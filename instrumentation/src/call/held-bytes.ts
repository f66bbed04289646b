/** Of one body; a larger one is read as it comes. */
const MAX_HELD_BYTES = 16 * 1024;
const BLOCK_BYTES = 64 * 1024;
/** All bodies together: 4 MiB. */
const MAX_BLOCKS = 64;

interface Block {
  readonly bytes: Buffer;
  used: number;
  /** Pieces that are held in it. */
  pieces: number;
}

/** A piece of a body, copied: the bytes themselves belong to the caller. */
interface Piece {
  readonly block: Block;
  readonly start: number;
  readonly end: number;
}

/**
 * Memory for bodies that are read a moment after they have passed. Pieces are copied into blocks that are used again and
 * again, so that nothing is allocated for most of them; what was read is overwritten with zeros.
 */
export class HeldBytesPool {
  #current: Block | undefined;
  #free: Block[] = [];
  #blocks = 0;

  /** Copies `bytes`; undefined when there is no room. */
  hold(bytes: Uint8Array): Piece | undefined {
    const { length } = bytes;
    let block = this.#current;
    if (block === undefined || block.used + length > BLOCK_BYTES) {
      block = this.#next();
      if (block === undefined) return undefined;
    }
    const start = block.used;
    block.bytes.set(bytes, start);
    block.used += length;
    block.pieces += 1;
    return { block, start, end: block.used };
  }

  release({ block, start, end }: Piece): void {
    block.bytes.fill(0, start, end);
    block.pieces -= 1;
    if (block.pieces > 0) return;
    block.used = 0;
    if (block !== this.#current) this.#free.push(block);
  }

  #next(): Block | undefined {
    let block = this.#free.pop();
    if (block === undefined) {
      if (this.#blocks >= MAX_BLOCKS) return undefined;
      this.#blocks += 1;
      block = { bytes: Buffer.allocUnsafeSlow(BLOCK_BYTES), used: 0, pieces: 0 };
    }
    this.#current = block;
    return block;
  }
}

/** A body of which all bytes so far are held. */
export class HeldBytes {
  readonly #pool: HeldBytesPool;
  #pieces: Piece[] = [];
  #bytes = 0;

  constructor(pool: HeldBytesPool) {
    this.#pool = pool;
  }

  /** False when the body has become too large, or there is no room: nothing of `bytes` is held then. */
  add(bytes: Uint8Array): boolean {
    if (this.#bytes + bytes.length > MAX_HELD_BYTES) return false;
    const piece = this.#pool.hold(bytes);
    if (piece === undefined) return false;
    this.#pieces.push(piece);
    this.#bytes += bytes.length;
    return true;
  }

  /** All that is held, valid until it is released. */
  get bytes(): Buffer {
    const [first] = this.#pieces;
    if (first === undefined) return EMPTY;
    if (this.#pieces.length === 1) return first.block.bytes.subarray(first.start, first.end);
    return Buffer.concat(this.#pieces.map(({ block, start, end }) => block.bytes.subarray(start, end)));
  }

  /** Forgets what is held. */
  release(): void {
    for (const piece of this.#pieces) this.#pool.release(piece);
    this.#pieces = [];
    this.#bytes = 0;
  }
}

const EMPTY = Buffer.alloc(0);
