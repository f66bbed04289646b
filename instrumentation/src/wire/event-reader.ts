import { createMemberMarker, isWantedEvent, type MemberMarker } from './event-markers.ts';
import { JsonExtractor, type Shape } from './json-extractor.ts';
import type { SseListener } from './sse.ts';

/** Data of an event up to this size is held until the event is complete, so that most events need no parsing. */
const MAX_HELD_BYTES = 64 * 1024;
const DEFAULT_MEMBERS: readonly string[] = ['usage'];
const OPEN_OBJECT = 0x7b;

/** Markers of the members that events are wanted for; undefined when all events are. Made once for each list. */
export function memberMarkers(
  members: readonly string[] | 'every' = DEFAULT_MEMBERS,
): readonly MemberMarker[] | undefined {
  if (members === 'every') return undefined;
  const key = members.join();
  let markers = knownMarkers.get(key);
  if (markers === undefined) knownMarkers.set(key, (markers = members.map(createMemberMarker)));
  return markers;
}

/** Adapters ask for few lists. */
const knownMarkers = new Map<string, readonly MemberMarker[]>();

/**
 * Turns the data of server-sent events into documents. Of the many events of a stream only the first (it names the
 * model) and those that carry a usage object or tell of a failure are parsed; larger ones are read as they come.
 */
export class EventReader implements SseListener {
  readonly #shape: Shape;
  readonly #onDocument: (document: unknown) => void;
  /** The members that make an event worth parsing; undefined parses all. */
  readonly #members: readonly MemberMarker[] | undefined;
  #held: Uint8Array[] = [];
  #heldBytes = 0;
  #large: JsonExtractor | undefined;
  #hasBegun = false;

  constructor(
    shape: Shape,
    onDocument: (document: unknown) => void,
    members: readonly string[] | 'every' | undefined = DEFAULT_MEMBERS,
  ) {
    this.#shape = shape;
    this.#onDocument = onDocument;
    this.#members = memberMarkers(members);
  }

  /** True when the first document was read. */
  get hasBegun(): boolean {
    return this.#hasBegun;
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
    this.#hasBegun = true;
    this.#onDocument(document);
  }

  #extract(): unknown {
    const bytes = this.#held.length === 1 && this.#held[0] ? this.#held[0] : Buffer.concat(this.#held);
    // `[DONE]` and the like are no documents.
    if (bytes[0] !== OPEN_OBJECT || !this.#isWanted(bytes)) return undefined;
    if (this.#members === undefined) {
      // Many small events: to parse one as a whole is ten times as fast as in parts.
      const document = parseWhole(bytes);
      if (document !== undefined) return document;
    }
    const extractor = new JsonExtractor(this.#shape);
    extractor.write(bytes);
    return extractor.end();
  }

  #isWanted(bytes: Uint8Array): boolean {
    return !this.#hasBegun || this.#members === undefined || isWantedEvent(bytes, this.#members);
  }
}

/** Undefined when the bytes are no JSON: then what is complete of them may still be read. */
function parseWhole(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8'));
  } catch {
    return undefined;
  }
}
