const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_OBJECT = 0x7b;
const OPEN_ARRAY = 0x5b;
/** The closing bracket stands two places behind the opening one, in ASCII: `{` and `}`, `[` and `]`. */
const TO_CLOSING = 2;
/** So many bytes are looked at one by one before the rest is searched natively: a native search takes as long to begin. */
const NEAR_BYTES = 48;
const UNKNOWN = -1;

/**
 * Finds the end of a JSON text, object or array whose bytes come in pieces, without looking into it more than needed: of an
 * array of numbers, or of a long text, most bytes are passed over by native searches.
 */
export class ValueEnd {
  #open = 0;
  #depth = 0;
  #inString = false;
  #escaped = false;
  #searched: Uint8Array | undefined;
  #quoteAt = UNKNOWN;

  /** @param first the first byte of the value: a quote or an opening bracket */
  begin(first: number): void {
    // Brackets are balanced in JSON: those of the value's own kind tell where it ends.
    this.#open = first;
    this.#depth = 0;
    this.#inString = false;
    this.#escaped = false;
  }

  /** True when a value can begin with the byte whose end this finds. */
  static canBegin(byte: number): boolean {
    return byte === QUOTE || byte === OPEN_OBJECT || byte === OPEN_ARRAY;
  }

  /** The index behind the value's last byte, or -1 when it goes on in the next chunk. */
  find(chunk: Uint8Array, start: number): number {
    const open = this.#open;
    const close = open + TO_CLOSING;
    const { length } = chunk;
    let openAt = UNKNOWN;
    let closeAt = UNKNOWN;
    let i = start;
    let far = i + NEAR_BYTES;
    if (this.#inString) {
      i = this.#skipString(chunk, i);
      if (this.#inString) return -1;
      if (this.#depth === 0) return i;
      far = i + NEAR_BYTES;
    }
    while (i < length) {
      const byte = chunk[i];
      i += 1;
      if (byte === QUOTE) {
        this.#inString = true;
        i = this.#skipString(chunk, i);
        if (this.#inString) return -1;
        if (this.#depth === 0) return i;
        far = i + NEAR_BYTES;
      } else if (byte === close) {
        this.#depth -= 1;
        if (this.#depth === 0) return i;
        far = i + NEAR_BYTES;
      } else if (byte === open) {
        this.#depth += 1;
        far = i + NEAR_BYTES;
      } else if (i === far) {
        const quoteAt = this.#nextQuote(chunk, i);
        openAt = next(chunk, open, i, openAt);
        closeAt = next(chunk, close, i, closeAt);
        i = Math.min(quoteAt, openAt, closeAt);
        far = i + NEAR_BYTES;
      }
    }
    return -1;
  }

  /** Skips to behind the closing quote, or to the end of the chunk; `#inString` tells which. */
  #skipString(chunk: Uint8Array, start: number): number {
    const { length } = chunk;
    let i = start;
    if (this.#escaped && i < length) {
      this.#escaped = false;
      i += 1;
    }
    let far = i + NEAR_BYTES;
    while (i < length) {
      const byte = chunk[i];
      i += 1;
      if (byte === QUOTE) {
        this.#inString = false;
        return i;
      }
      if (byte === BACKSLASH) {
        if (i === length) this.#escaped = true;
        i += 1;
      } else if (i >= far) {
        // Only quotes are searched: texts without a backslash are common, and to search one through the rest of the chunk
        // for each of many texts would take the square of its length.
        const quoteAt = this.#nextQuote(chunk, i);
        const isEscaped = backslashesBefore(chunk, i, quoteAt) % 2 === 1;
        if (quoteAt === length) this.#escaped = isEscaped;
        i = quoteAt + (isEscaped ? 1 : 0);
        far = i + NEAR_BYTES;
      }
    }
    return length;
  }

  /** Remembered for as long as the chunk is the same, over all values that end in it. */
  #nextQuote(chunk: Uint8Array, i: number): number {
    if (chunk !== this.#searched) {
      this.#searched = chunk;
      this.#quoteAt = UNKNOWN;
    }
    this.#quoteAt = next(chunk, QUOTE, i, this.#quoteAt);
    return this.#quoteAt;
  }
}

/** How many backslashes stand right before `end`, none of them before `start`. */
function backslashesBefore(chunk: Uint8Array, start: number, end: number): number {
  let i = end;
  while (i > start && chunk[i - 1] === BACKSLASH) i -= 1;
  return end - i;
}

/** The first `byte` from `i` on, or the chunk's length; `known` is the answer to an earlier question. */
function next(chunk: Uint8Array, byte: number, i: number, known: number): number {
  if (known >= i) return known;
  const at = chunk.indexOf(byte, i);
  return at === -1 ? chunk.length : at;
}
