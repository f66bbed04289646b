import { findMember, membersOf, type Shape, type WantedMember, type WantedMembers } from './json-shape.ts';
import { ValueEnd } from './value-end.ts';

export { type Shape };

type Container = Record<string, unknown> | unknown[];

interface Frame {
  readonly shape: Exclude<Shape, true>;
  readonly target: Container;
  /** What the next structural byte may be. */
  expect: 'key' | 'colon' | 'value' | 'comma';
  /** The member whose value comes next; undefined when it is not wanted. */
  member: WantedMember | undefined;
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
  readonly #end = new ValueEnd();
  #root: unknown;
  #frames: Frame[] = [];
  #frame: Frame | undefined;
  #state: 'structure' | 'key' | 'value' | 'scalar' | 'done' = 'structure';
  /** True when the value that is being read is wanted. */
  #wanted = false;
  /** Earlier pieces of the key or value that is being read, when it goes on over chunks. */
  #pieces: Uint8Array[] = [];
  #pieceBytes = 0;
  /** Grows over the whole document: what was kept stays in it. */
  #keptBytes = 0;

  constructor(shape: Shape) {
    this.#shape = shape;
  }

  /** The wanted parts that are complete so far; undefined before the document begins. */
  get document(): unknown {
    return this.#root;
  }

  write(chunk: Uint8Array): void {
    let i = 0;
    while (i < chunk.length) {
      switch (this.#state) {
        case 'structure':
          i = this.#readStructure(chunk, i);
          break;
        case 'key':
          i = this.#readKey(chunk, i);
          break;
        case 'value':
          i = this.#readValue(chunk, i);
          break;
        case 'scalar':
          i = this.#readScalar(chunk, i);
          break;
        case 'done':
          return;
      }
    }
  }

  /** Ends the document: a scalar at its very end has no delimiter. */
  end(): unknown {
    if (this.#state === 'scalar') this.#endValue(EMPTY, 0, 0);
    this.#state = 'done';
    return this.#root;
  }

  #readStructure(chunk: Uint8Array, i: number): number {
    const byte = chunk[i] ?? 0;
    if (byte <= 0x20 && isWhitespace(byte)) return i + 1;
    const frame = this.#frame;
    if (frame === undefined) {
      // A byte order mark may stand before the document.
      if (byte === 0xef || byte === 0xbb || byte === 0xbf) return i + 1;
      return this.#beginValue(this.#shape, byte, i);
    }
    if (byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) {
      this.#frames.pop();
      this.#frame = this.#frames.at(-1);
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
        this.#end.begin(QUOTE);
        return i;
      case 'value':
        return this.#beginValue(
          Array.isArray(frame.target) ? frame.shape.array : frame.member?.shape,
          byte,
          i,
        );
    }
  }

  #beginValue(shape: Shape | undefined, byte: number, i: number): number {
    if (shape !== undefined && shape !== true) {
      const isArray = byte === OPEN_ARRAY;
      if ((isArray && shape.array !== undefined) || (byte === OPEN_OBJECT && shape.object !== undefined)) {
        const target: Container = isArray ? [] : {};
        this.#store(target);
        this.#frame = { shape, target, expect: isArray ? 'value' : 'key', member: undefined };
        this.#frames.push(this.#frame);
        return i + 1;
      }
    }
    this.#wanted = shape === true;
    if (ValueEnd.canBegin(byte)) {
      this.#state = 'value';
      this.#end.begin(byte);
    } else {
      this.#state = 'scalar';
    }
    return i;
  }

  #readKey(chunk: Uint8Array, start: number): number {
    const end = this.#end.find(chunk, start);
    if (end === -1) {
      this.#hold(chunk, start, MAX_KEY_BYTES);
      return chunk.length;
    }
    const frame = this.#frame;
    if (frame) {
      frame.member = this.#findMember(membersOf(frame.shape), chunk, start, end);
      frame.expect = 'colon';
    }
    this.#forgetPieces();
    this.#state = 'structure';
    return end;
  }

  #findMember(
    members: WantedMembers,
    chunk: Uint8Array,
    start: number,
    end: number,
  ): WantedMember | undefined {
    if (this.#pieceBytes === 0) {
      const found = findMember(members, chunk, start + 1, end - 1);
      if (found !== undefined || end - start > MAX_KEY_BYTES || !hasEscape(chunk, start, end)) return found;
    } else if (this.#pieceBytes + end > MAX_KEY_BYTES) return undefined;
    // Names are seldom written with escapes or cut by a chunk.
    const name = parse(this.#textOf(chunk, start, end));
    return members.all.find((member) => member.name === name);
  }

  #readValue(chunk: Uint8Array, start: number): number {
    const end = this.#end.find(chunk, start);
    if (end === -1) {
      if (this.#wanted) this.#hold(chunk, start, MAX_KEPT_BYTES - this.#keptBytes);
      return chunk.length;
    }
    this.#endValue(chunk, start, end);
    return end;
  }

  #readScalar(chunk: Uint8Array, start: number): number {
    let end = start;
    while (end < chunk.length && !isDelimiter(chunk[end] ?? 0)) end += 1;
    if (end < chunk.length) this.#endValue(chunk, start, end);
    else if (this.#wanted) this.#hold(chunk, start, MAX_KEPT_BYTES - this.#keptBytes);
    return end;
  }

  /** Keeps the rest of a chunk, which belongs to the caller; past `limit` nothing of the value is kept. */
  #hold(chunk: Uint8Array, start: number, limit: number): void {
    this.#pieceBytes += chunk.length - start;
    if (this.#pieceBytes <= limit) {
      // `slice` of a Buffer is no copy.
      this.#pieces.push(Uint8Array.prototype.slice.call(chunk, start));
    } else this.#pieces = [];
  }

  #forgetPieces(): void {
    if (this.#pieceBytes === 0) return;
    this.#pieces = [];
    this.#pieceBytes = 0;
  }

  #endValue(chunk: Uint8Array, start: number, end: number): void {
    if (this.#wanted) {
      const bytes = this.#pieceBytes + end - start;
      if (this.#keptBytes + bytes <= MAX_KEPT_BYTES) {
        this.#keptBytes += bytes;
        const value = parse(this.#textOf(chunk, start, end));
        // What is no JSON is absent.
        if (value !== undefined) this.#store(value);
      }
    }
    this.#forgetPieces();
    this.#afterValue();
  }

  #textOf(chunk: Uint8Array, start: number, end: number): string {
    if (this.#pieces.length === 0 && Buffer.isBuffer(chunk)) return chunk.toString('utf8', start, end);
    const last = Buffer.from(chunk.buffer, chunk.byteOffset + start, end - start);
    return this.#pieces.length === 0 ? last.toString() : Buffer.concat([...this.#pieces, last]).toString();
  }

  #afterValue(): void {
    const frame = this.#frame;
    if (frame) frame.expect = 'comma';
    this.#state = frame ? 'structure' : 'done';
  }

  #store(value: unknown): void {
    const frame = this.#frame;
    if (frame === undefined) this.#root = value;
    else if (Array.isArray(frame.target)) {
      if (frame.target.length < MAX_ELEMENTS) frame.target.push(value);
    } else if (frame.member) frame.target[frame.member.name] = value;
  }

  #giveUp(chunk: Uint8Array): number {
    this.#state = 'done';
    return chunk.length;
  }
}

const EMPTY = new Uint8Array();

/** The value of a JSON text; undefined when it is none. */
function parse(text: string): unknown {
  // Most texts have no escapes: what stands between the quotes is what they say.
  if (text.charCodeAt(0) === QUOTE && !text.includes('\\')) return text.slice(1, -1);
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function hasEscape(chunk: Uint8Array, start: number, end: number): boolean {
  for (let i = start; i < end; i += 1) if (chunk[i] === BACKSLASH) return true;
  return false;
}

function isWhitespace(byte: number): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

function isDelimiter(byte: number): boolean {
  return byte === COMMA || byte === CLOSE_OBJECT || byte === CLOSE_ARRAY || isWhitespace(byte);
}
