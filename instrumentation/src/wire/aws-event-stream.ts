import { crc32 } from 'node:zlib';

/** Total length, length of the headers, and the checksum of these two. */
const PRELUDE_BYTES = 12;
const CHECKSUM_BYTES = 4;
/** The largest message that the format allows is 24 MiB; those that state usage have less than a thousand bytes. */
const MAX_MESSAGE_BYTES = 24 * 1024 * 1024;
/** Larger messages are passed over: nothing that is wanted is so large. */
const MAX_HELD_BYTES = 1024 * 1024;
/** Number of bytes of a header's value by its type; those of the types 6 and 7 tell their length themselves. */
const VALUE_BYTES: readonly (number | undefined)[] = [0, 0, 1, 2, 4, 8, undefined, undefined, 8, 16];
const STRING = 7;

export interface AwsMessage {
  headers: ReadonlyMap<string, string>;
  payload: Uint8Array;
}

/**
 * Reads the binary messages of `application/vnd.amazon.eventstream`, whose bytes come in any pieces. A prelude whose
 * checksum is wrong ends the reading, as no later message can be found; a message whose checksum is wrong is left out.
 *
 * Source: smithy.io/2.0/aws/amazon-eventstream.html.
 */
export class AwsEventStream {
  readonly #onMessage: (message: AwsMessage) => void;
  readonly #prelude = Buffer.alloc(PRELUDE_BYTES);
  #preludeBytes = 0;
  /** Bytes of the message that are still to come, its prelude aside. */
  #missing = 0;
  #held: Buffer | undefined;
  #heldBytes = 0;
  #broken = false;

  constructor(onMessage: (message: AwsMessage) => void) {
    this.#onMessage = onMessage;
  }

  write(chunk: Uint8Array): void {
    let i = 0;
    while (i < chunk.length && !this.#broken) {
      i += this.#missing === 0 ? this.#readPrelude(chunk, i) : this.#readMessage(chunk, i);
    }
  }

  #readPrelude(chunk: Uint8Array, start: number): number {
    const count = Math.min(PRELUDE_BYTES - this.#preludeBytes, chunk.length - start);
    this.#prelude.set(chunk.subarray(start, start + count), this.#preludeBytes);
    this.#preludeBytes += count;
    if (this.#preludeBytes === PRELUDE_BYTES) this.#beginMessage();
    return count;
  }

  #beginMessage(): void {
    this.#preludeBytes = 0;
    const length = this.#prelude.readUInt32BE(0);
    const least = PRELUDE_BYTES + this.#prelude.readUInt32BE(4) + CHECKSUM_BYTES;
    if (
      length < least ||
      length > MAX_MESSAGE_BYTES ||
      crc32(this.#prelude.subarray(0, 8)) !== this.#prelude.readUInt32BE(8)
    ) {
      this.#broken = true;
      return;
    }
    this.#missing = length - PRELUDE_BYTES;
    this.#held = length <= MAX_HELD_BYTES ? Buffer.allocUnsafe(this.#missing) : undefined;
    this.#heldBytes = 0;
  }

  #readMessage(chunk: Uint8Array, start: number): number {
    const count = Math.min(this.#missing, chunk.length - start);
    this.#held?.set(chunk.subarray(start, start + count), this.#heldBytes);
    this.#heldBytes += count;
    this.#missing -= count;
    if (this.#missing === 0) this.#endMessage();
    return count;
  }

  #endMessage(): void {
    const held = this.#held;
    this.#held = undefined;
    if (held === undefined) return;
    const end = held.length - CHECKSUM_BYTES;
    if (crc32(held.subarray(0, end), crc32(this.#prelude)) !== held.readUInt32BE(end)) return;
    const headersEnd = this.#prelude.readUInt32BE(4);
    this.#onMessage({
      headers: decodeHeaders(held.subarray(0, headersEnd)),
      payload: held.subarray(headersEnd, end),
    });
  }
}

/** The headers that are texts; those of other types are passed over. */
function decodeHeaders(bytes: Buffer): ReadonlyMap<string, string> {
  const headers = new Map<string, string>();
  let i = 0;
  while (i < bytes.length) {
    const nameEnd = i + 1 + (bytes[i] ?? 0);
    const name = bytes.toString('utf8', i + 1, nameEnd);
    const type = bytes[nameEnd] ?? -1;
    let begin = nameEnd + 1;
    let length = VALUE_BYTES[type];
    if (length === undefined) {
      if ((type !== 6 && type !== STRING) || begin + 2 > bytes.length) return headers;
      length = bytes.readUInt16BE(begin);
      begin += 2;
    }
    if (type === STRING) headers.set(name, bytes.toString('utf8', begin, begin + length));
    i = begin + length;
  }
  return headers;
}
