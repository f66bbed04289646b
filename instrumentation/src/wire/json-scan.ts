import { JsonExtractor, type Shape } from './json-extractor.ts';
import { findMember, membersOf } from './json-shape.ts';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;
/** So many bytes of a text are looked at one by one before its end is searched natively. */
const NEAR_BYTES = 24;
/** Elements of one array; further ones are passed over. */
const MAX_ELEMENTS = 10_000;

/**
 * The wanted parts of a whole document; what they would be had it come in pieces. Undefined when it is no document. No text
 * that is not wanted is ever made of its bytes.
 */
export function scanDocument(bytes: Buffer, shape: Shape): unknown {
  if (bytes[0] !== OPEN_OBJECT && bytes[0] !== OPEN_ARRAY) return readPieces(bytes, shape);
  const scan = new Scan(bytes);
  const document = scan.value(shape);
  // What is broken off or malformed is read as if it came in pieces: what was complete counts.
  return scan.failed ? readPieces(bytes, shape) : document;
}

function readPieces(bytes: Buffer, shape: Shape): unknown {
  const extractor = new JsonExtractor(shape);
  extractor.write(bytes);
  return extractor.end();
}

/** One pass over a document that is all there. What is not wanted is passed over without being looked into. */
class Scan {
  failed = false;
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  /** Reads the next value; undefined when nothing of it is wanted. */
  value(shape: Shape | undefined): unknown {
    const byte = this.#next();
    if (shape !== undefined && shape !== true) {
      if (byte === OPEN_OBJECT && shape.object !== undefined) return this.#object(shape);
      if (byte === OPEN_ARRAY && shape.array !== undefined) return this.#array(shape.array);
    }
    const start = this.#at;
    this.#skip(byte);
    return shape === true && !this.failed ? this.#parse(byte, start) : undefined;
  }

  #object(shape: Exclude<Shape, true>): Record<string, unknown> {
    const members = membersOf(shape);
    const object: Record<string, unknown> = {};
    this.#at += 1;
    if (this.#next() === CLOSE_OBJECT) {
      this.#at += 1;
      return object;
    }
    while (!this.failed) {
      if (this.#next() !== QUOTE) return this.#fail(object);
      const start = this.#at + 1;
      const end = this.#endOfName(start);
      // A name with escapes is left to those who read pieces.
      if (end === -1) return this.#fail(object);
      const member = findMember(members, this.#bytes, start, end);
      this.#at = end + 1;
      if (this.#next() !== COLON) return this.#fail(object);
      this.#at += 1;
      const value = this.value(member?.shape);
      if (member !== undefined && value !== undefined) object[member.name] = value;
      if (!this.#more(CLOSE_OBJECT)) return object;
    }
    return object;
  }

  #array(shape: Shape): unknown[] {
    const array: unknown[] = [];
    this.#at += 1;
    if (this.#next() === CLOSE_ARRAY) {
      this.#at += 1;
      return array;
    }
    while (!this.failed) {
      const value = this.value(shape);
      if (value !== undefined && array.length < MAX_ELEMENTS) array.push(value);
      if (!this.#more(CLOSE_ARRAY)) return array;
    }
    return array;
  }

  /** Passes over what stands between two parts, or over the end. */
  #more(close: number): boolean {
    const byte = this.#next();
    this.#at += 1;
    if (byte === COMMA) return true;
    if (byte !== close) this.failed = true;
    return false;
  }

  /** The next byte that is no white space. */
  #next(): number | undefined {
    const bytes = this.#bytes;
    let byte = bytes[this.#at];
    while (byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09) {
      this.#at += 1;
      byte = bytes[this.#at];
    }
    return byte;
  }

  #skip(byte: number | undefined): void {
    if (byte === QUOTE) this.#skipText();
    else if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) this.#skipNested(byte, byte + 2);
    else this.#skipScalar();
  }

  #skipText(): void {
    const bytes = this.#bytes;
    const { length } = bytes;
    let i = this.#at + 1;
    let far = i + NEAR_BYTES;
    while (i < length) {
      const byte = bytes[i];
      i += 1;
      if (byte === QUOTE) {
        this.#at = i;
        return;
      }
      if (byte === BACKSLASH) i += 1;
      else if (i >= far) {
        const quote = bytes.indexOf(QUOTE, i);
        if (quote === -1) break;
        if (!isEscaped(bytes, i, quote)) {
          this.#at = quote + 1;
          return;
        }
        i = quote + 1;
        far = i + NEAR_BYTES;
      }
    }
    this.failed = true;
    this.#at = length;
  }

  /** The index of a name's closing quote; -1 when the name has escapes, or no end. */
  #endOfName(start: number): number {
    const bytes = this.#bytes;
    for (let i = start; i < bytes.length; i += 1) {
      if (bytes[i] === QUOTE) return i;
      if (bytes[i] === BACKSLASH) return -1;
    }
    return -1;
  }

  /** Brackets are balanced in JSON: those of the value's own kind tell where it ends. */
  #skipNested(open: number, close: number): void {
    const bytes = this.#bytes;
    const { length } = bytes;
    let depth = 0;
    let i = this.#at;
    while (i < length) {
      const byte = bytes[i];
      if (byte === QUOTE) {
        this.#at = i;
        this.#skipText();
        i = this.#at;
        continue;
      }
      i += 1;
      if (byte === open) depth += 1;
      else if (byte === close) {
        depth -= 1;
        if (depth === 0) {
          this.#at = i;
          return;
        }
      }
    }
    this.failed = true;
  }

  #skipScalar(): void {
    const bytes = this.#bytes;
    const { length } = bytes;
    const start = this.#at;
    let i = start;
    while (i < length && !isDelimiter(bytes[i])) i += 1;
    if (i === start) this.failed = true;
    this.#at = i;
  }

  #parse(first: number | undefined, start: number): unknown {
    const text = this.#bytes.toString('utf8', start, this.#at);
    if (first === QUOTE && !text.includes('\\')) return text.slice(1, -1);
    try {
      return JSON.parse(text);
    } catch {
      // Not JSON: absent.
      return undefined;
    }
  }

  #fail<Value>(value: Value): Value {
    this.failed = true;
    return value;
  }
}

/** True when an odd number of backslashes stands between `from`, where none is open, and `quote`. */
function isEscaped(bytes: Uint8Array, from: number, quote: number): boolean {
  let i = quote;
  while (i > from && bytes[i - 1] === BACKSLASH) i -= 1;
  return (quote - i) % 2 === 1;
}

function isDelimiter(byte: number | undefined): boolean {
  return (
    byte === COMMA ||
    byte === CLOSE_OBJECT ||
    byte === CLOSE_ARRAY ||
    byte === 0x20 ||
    byte === 0x0a ||
    byte === 0x0d ||
    byte === 0x09
  );
}
