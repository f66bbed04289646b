/**
 * Which parts of a JSON document are wanted: `true` is the whole value; `object` names members, `array` says what is
 * wanted of each element. A document that may be an object or an array names both.
 */
export type Shape = true | { readonly object?: Readonly<Record<string, Shape>>; readonly array?: Shape };

type Container = Record<string, unknown> | unknown[];

interface Frame {
  readonly shape: Exclude<Shape, true>;
  readonly target: Container;
  /** What the next structural byte may be. */
  expect: 'key' | 'colon' | 'value' | 'comma';
  key: string;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;
const MAX_KEY_BYTES = 256;
/** What is kept of one document, together. */
const MAX_KEPT_BYTES = 1024 * 1024;
/** Elements of one array; further ones are passed over. */
const MAX_ELEMENTS = 100_000;

/**
 * Reads the wanted parts of a JSON document that comes in pieces, and keeps nothing of the rest: a response of any size
 * takes bounded memory, and no prompt or completion is ever held. Works on bytes, so pieces may break a multibyte
 * character. A document that is broken off or malformed yields what was complete until there.
 */
export class JsonExtractor {
  readonly #shape: Shape;
  #root: unknown;
  #frames: Frame[] = [];
  #state: 'structure' | 'key' | 'string' | 'nested' | 'scalar' | 'done' = 'structure';
  /** Pieces of the key or value that is being kept; undefined while a value is skipped. */
  #kept: Uint8Array[] | undefined;
  /** Grows over the whole document: what was kept stays in it. */
  #keptBytes = 0;
  #keyBytes = 0;
  #depth = 0;
  #inString = false;
  #escaped = false;
  /** True when the string that `#skipString` passed over goes on in the next chunk. */
  #stringOpen = true;

  constructor(shape: Shape) {
    this.#shape = shape;
  }

  /** The wanted parts that are complete so far; undefined before the document begins. */
  get document(): unknown {
    return this.#root;
  }

  write(chunk: Uint8Array): void {
    let i = 0;
    while (i < chunk.length && this.#state !== 'done') {
      i = this.#state === 'structure' ? this.#readStructure(chunk, i) : this.#readToken(chunk, i);
    }
  }

  /** Ends the document: a scalar at its very end has no delimiter. */
  end(): unknown {
    if (this.#state === 'scalar') this.#endValue();
    this.#state = 'done';
    return this.#root;
  }

  #readStructure(chunk: Uint8Array, i: number): number {
    const byte = chunk[i] ?? 0;
    if (isWhitespace(byte)) return i + 1;
    const frame = this.#frames.at(-1);
    if (frame === undefined) {
      // A byte order mark may stand before the document.
      if (byte === 0xef || byte === 0xbb || byte === 0xbf) return i + 1;
      return this.#beginValue(this.#shape, byte, i);
    }
    if (byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) {
      this.#frames.pop();
      this.#afterValue();
      return i + 1;
    }
    switch (frame.expect) {
      case 'comma':
        if (byte !== COMMA) return this.#giveUp(chunk);
        frame.expect = Array.isArray(frame.target) ? 'value' : 'key';
        return i + 1;
      case 'colon':
        if (byte !== COLON) return this.#giveUp(chunk);
        frame.expect = 'value';
        return i + 1;
      case 'key':
        if (byte !== QUOTE) return this.#giveUp(chunk);
        this.#state = 'key';
        this.#kept = [];
        this.#keyBytes = 0;
        return i + 1;
      case 'value':
        return this.#beginValue(childShape(frame), byte, i);
    }
  }

  #beginValue(shape: Shape | undefined, byte: number, i: number): number {
    if (shape !== undefined && shape !== true) {
      const isArray = byte === OPEN_ARRAY;
      if ((isArray && shape.array !== undefined) || (byte === OPEN_OBJECT && shape.object !== undefined)) {
        const target: Container = isArray ? [] : {};
        this.#store(target);
        this.#frames.push({ shape, target, expect: isArray ? 'value' : 'key', key: '' });
        return i + 1;
      }
    }
    this.#kept = shape === true ? [] : undefined;
    this.#depth = 0;
    this.#inString = false;
    this.#escaped = false;
    if (byte === QUOTE) this.#state = 'string';
    else if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) this.#state = 'nested';
    else this.#state = 'scalar';
    // The opening quote is kept with the string; the string reader starts behind it.
    if (this.#state === 'string') {
      this.#keep(Uint8Array.of(QUOTE));
      return i + 1;
    }
    return i;
  }

  #readToken(chunk: Uint8Array, start: number): number {
    switch (this.#state) {
      case 'key':
        return this.#readKey(chunk, start);
      case 'string': {
        const end = this.#skipString(chunk, start);
        this.#keep(chunk.subarray(start, end));
        if (!this.#stringOpen) this.#endValue();
        return end;
      }
      case 'nested':
        return this.#readNested(chunk, start);
      default:
        return this.#readScalar(chunk, start);
    }
  }

  /** Skips to behind the closing quote, or to the end of the chunk. */
  #skipString(chunk: Uint8Array, start: number): number {
    let i = start;
    if (this.#escaped && i < chunk.length) {
      this.#escaped = false;
      i += 1;
    }
    let backslash = chunk.indexOf(BACKSLASH, i);
    for (;;) {
      const quote = chunk.indexOf(QUOTE, i);
      if (backslash !== -1 && backslash < i) backslash = chunk.indexOf(BACKSLASH, i);
      if (backslash !== -1 && (quote === -1 || backslash < quote)) {
        i = backslash + 2;
        if (i > chunk.length) {
          this.#escaped = true;
          this.#stringOpen = true;
          return chunk.length;
        }
        continue;
      }
      this.#stringOpen = quote === -1;
      return quote === -1 ? chunk.length : quote + 1;
    }
  }

  #readKey(chunk: Uint8Array, start: number): number {
    const end = this.#skipString(chunk, start);
    const closed = !this.#stringOpen;
    const piece = chunk.subarray(start, closed ? end - 1 : end);
    this.#keyBytes += piece.length;
    if (this.#keyBytes <= MAX_KEY_BYTES) this.#kept?.push(copy(piece));
    if (closed) {
      const frame = this.#frames.at(-1);
      if (frame) {
        frame.key = this.#keyBytes <= MAX_KEY_BYTES ? decodeKey(this.#kept ?? []) : '';
        frame.expect = 'colon';
      }
      this.#kept = undefined;
      this.#state = 'structure';
    }
    return end;
  }

  #readNested(chunk: Uint8Array, start: number): number {
    let i = start;
    while (i < chunk.length) {
      if (this.#inString) {
        i = this.#skipString(chunk, i);
        this.#inString = this.#stringOpen;
        continue;
      }
      const byte = chunk[i];
      i += 1;
      if (byte === QUOTE) this.#inString = true;
      else if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) this.#depth += 1;
      else if (byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) {
        this.#depth -= 1;
        if (this.#depth === 0) {
          this.#keep(chunk.subarray(start, i));
          this.#endValue();
          return i;
        }
      }
    }
    this.#keep(chunk.subarray(start, i));
    return i;
  }

  #readScalar(chunk: Uint8Array, start: number): number {
    let i = start;
    while (i < chunk.length && !isDelimiter(chunk[i] ?? 0)) i += 1;
    this.#keep(chunk.subarray(start, i));
    if (i < chunk.length) this.#endValue();
    return i;
  }

  #keep(bytes: Uint8Array): void {
    if (this.#kept === undefined) return;
    if (this.#keptBytes + bytes.length > MAX_KEPT_BYTES) {
      this.#keptBytes -= this.#kept.reduce((sum, piece) => sum + piece.length, 0);
      this.#kept = undefined;
      return;
    }
    this.#keptBytes += bytes.length;
    this.#kept.push(copy(bytes));
  }

  #endValue(): void {
    if (this.#kept !== undefined) {
      try {
        this.#store(JSON.parse(Buffer.concat(this.#kept).toString('utf8')));
      } catch {
        // Not JSON: the member stays absent.
      }
      this.#kept = undefined;
    }
    this.#afterValue();
  }

  #afterValue(): void {
    const frame = this.#frames.at(-1);
    if (frame) frame.expect = 'comma';
    this.#state = frame ? 'structure' : 'done';
  }

  #store(value: unknown): void {
    const frame = this.#frames.at(-1);
    if (frame === undefined) this.#root = value;
    else if (Array.isArray(frame.target)) {
      if (frame.target.length < MAX_ELEMENTS) frame.target.push(value);
    } else frame.target[frame.key] = value;
  }

  #giveUp(chunk: Uint8Array): number {
    this.#state = 'done';
    return chunk.length;
  }
}

function childShape({ shape, target, key }: Frame): Shape | undefined {
  if (Array.isArray(target)) return shape.array;
  return shape.object && Object.hasOwn(shape.object, key) ? shape.object[key] : undefined;
}

function decodeKey(pieces: readonly Uint8Array[]): string {
  const text = Buffer.concat(pieces).toString('utf8');
  if (!text.includes('\\')) return text;
  try {
    return String(JSON.parse(`"${text}"`));
  } catch {
    return '';
  }
}

/** The bytes belong to the caller, and `slice` of a Buffer is no copy. */
function copy(bytes: Uint8Array): Uint8Array {
  return Uint8Array.prototype.slice.call(bytes);
}

function isWhitespace(byte: number): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

function isDelimiter(byte: number): boolean {
  return byte === COMMA || byte === CLOSE_OBJECT || byte === CLOSE_ARRAY || isWhitespace(byte);
}
