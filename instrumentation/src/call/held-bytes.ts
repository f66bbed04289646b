/** Of one body; a larger one is read as it comes. */
const MAX_HELD_BYTES = 16 * 1024;
const BLOCK_BYTES = 64 * 1024;
/** All bodies together: 4 MiB. */
const MAX_BLOCKS = 64;

interface Block {
  readonly bytes: Buffer;
  used: number;
  /** Bodies that have a part in it. */
  holders: number;
}

/** A body of which all bytes so far are held: copies, as the bytes themselves belong to the caller. */
export interface HeldBytes {
  readonly block: Block;
  readonly start: number;
  end: number;
  /** What came before, where it is not in front of this. */
  readonly earlier: HeldBytes | undefined;
  /** All that is held of the body. */
  length: number;
}

/**
 * Memory for bodies that are read a moment after they have passed. They are copied into blocks that are used again and
 * again, so that next to nothing is allocated for them; what was read is overwritten with zeros.
 */
export class HeldBytesPool {
  #current: Block | undefined;
  #free: Block[] = [];
  #blocks = 0;

  /** Adds `bytes` to what is held of a body; undefined, and nothing is added, when it is too large or there is no room. */
  hold(bytes: Uint8Array, held: HeldBytes | undefined): HeldBytes | undefined {
    const { length } = bytes;
    const total = held === undefined ? length : held.length + length;
    if (total > MAX_HELD_BYTES) return undefined;
    let block = this.#current;
    if (block === undefined || block.used + length > BLOCK_BYTES) {
      block = this.#next();
      if (block === undefined) return undefined;
    }
    const start = block.used;
    block.bytes.set(bytes, start);
    block.used += length;
    if (held !== undefined && held.block === block && held.end === start) {
      held.end = block.used;
      held.length = total;
      return held;
    }
    block.holders += 1;
    return { block, start, end: block.used, earlier: held, length: total };
  }

  /** Forgets the body. */
  release(held: HeldBytes | undefined): void {
    for (let part = held; part !== undefined; part = part.earlier) {
      const { block, start, end } = part;
      block.bytes.fill(0, start, end);
      block.holders -= 1;
      if (block.holders > 0) continue;
      block.used = 0;
      if (block !== this.#current) this.#free.push(block);
    }
  }

  #next(): Block | undefined {
    let block = this.#free.pop();
    if (block === undefined) {
      if (this.#blocks >= MAX_BLOCKS) return undefined;
      this.#blocks += 1;
      block = { bytes: Buffer.allocUnsafeSlow(BLOCK_BYTES), used: 0, holders: 0 };
    }
    this.#current = block;
    return block;
  }
}

/** All bytes of the body; valid until they are released. */
export function bytesOf(held: HeldBytes): Buffer {
  if (held.earlier === undefined) return partOf(held);
  const parts: Buffer[] = [];
  for (let part: HeldBytes | undefined = held; part !== undefined; part = part.earlier)
    parts.push(partOf(part));
  return Buffer.concat(parts.reverse());
}

function partOf({ block, start, end }: HeldBytes): Buffer {
  return block.bytes.subarray(start, end);
}
