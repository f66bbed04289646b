import { JsonExtractor, type Shape } from './json-extractor.ts';
import { type SseListener } from './sse.ts';

/** Data of an event up to this size is held until the event is complete, so that most events need no parsing. */
const MAX_HELD_BYTES = 64 * 1024;
const DEFAULT_MEMBERS: readonly string[] = ['usage'];
/** As a member with an object, or as the type of the event. */
const ERROR = Buffer.from('"error"');
/** The ends of `"status":"failed"` and `"type":"response.failed"`. */
const FAILURES = [Buffer.from('failed"'), Buffer.from('cancelled"')];
const OPEN_OBJECT = 0x7b;
const COLON = 0x3a;
const QUOTE = 0x22;

/**
 * Turns the data of server-sent events into documents. Of the many events of a stream only the first (it names the
 * model) and those that carry a usage object or tell of a failure are parsed; larger ones are read as they come.
 */
export class EventReader implements SseListener {
  readonly #shape: Shape;
  readonly #onDocument: (document: unknown) => void;
  /** The members, quoted as they stand in JSON, whose objects make an event worth parsing; undefined parses all. */
  readonly #members: readonly Buffer[] | undefined;
  #held: Uint8Array[] = [];
  #heldBytes = 0;
  #large: JsonExtractor | undefined;
  #seenDocument = false;

  constructor(
    shape: Shape,
    onDocument: (document: unknown) => void,
    members: readonly string[] | 'every' = DEFAULT_MEMBERS,
  ) {
    this.#shape = shape;
    this.#onDocument = onDocument;
    this.#members = members === 'every' ? undefined : members.map(quoted);
  }

  data(piece: Uint8Array): void {
    if (this.#large) {
      this.#large.write(piece);
      return;
    }
    // The piece belongs to the caller, and `slice` of a Buffer is no copy.
    this.#held.push(Uint8Array.prototype.slice.call(piece));
    this.#heldBytes += piece.length;
    if (this.#heldBytes > MAX_HELD_BYTES) {
      this.#large = new JsonExtractor(this.#shape);
      for (const held of this.#held) this.#large.write(held);
      this.#held = [];
    }
  }

  event(): void {
    const document = this.#large ? this.#large.end() : this.#extract();
    this.#held = [];
    this.#heldBytes = 0;
    this.#large = undefined;
    if (document === undefined) return;
    this.#seenDocument = true;
    this.#onDocument(document);
  }

  #extract(): unknown {
    const bytes = this.#held.length === 1 && this.#held[0] ? this.#held[0] : Buffer.concat(this.#held);
    // `[DONE]` and the like are no documents.
    if (bytes[0] !== OPEN_OBJECT || (this.#seenDocument && !this.#isWanted(bytes))) return undefined;
    const extractor = new JsonExtractor(this.#shape);
    extractor.write(bytes);
    return extractor.end();
  }

  /** May say yes too often, which costs a parse: what is quoted inside a text has its quotes escaped. */
  #isWanted(bytes: Uint8Array): boolean {
    if (this.#members === undefined) return true;
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    return (
      this.#members.some((member) => hasMember(text, member)) ||
      hasMember(text, ERROR) ||
      isValue(text, ERROR) ||
      FAILURES.some((failure) => text.includes(failure))
    );
  }
}

function quoted(member: string): Buffer {
  return Buffer.from(JSON.stringify(member));
}

/**
 * True when a member of that name has an object, a number or a text as its value; `"usage": null` stands in every chunk of
 * some streams.
 */
function hasMember(text: Buffer, name: Buffer): boolean {
  for (let at = text.indexOf(name); at !== -1; at = text.indexOf(name, at + 1)) {
    for (let i = at + name.length; i < text.length; i += 1) {
      const byte = text[i];
      if (byte === OPEN_OBJECT || byte === QUOTE || isDigit(byte)) return true;
      // Only white space and the colon may stand between the name and the value.
      if (byte !== COLON && !isWhitespace(byte)) break;
    }
  }
  return false;
}

/** True when the text stands behind a colon: a value, no name. */
function isValue(text: Buffer, value: Buffer): boolean {
  for (let at = text.indexOf(value); at !== -1; at = text.indexOf(value, at + 1)) {
    let i = at - 1;
    while (i >= 0 && isWhitespace(text[i])) i -= 1;
    if (text[i] === COLON) return true;
  }
  return false;
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x30 && byte <= 0x39;
}

function isWhitespace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d;
}
