import { boundaryAfter, boundaryBefore } from './event-boundaries.ts';
import { ERROR_MARKERS, hasValue, type MemberMarker } from './event-markers.ts';
import type { EventReader } from './event-reader.ts';
import { SseParser } from './sse.ts';

const WINDOW_BYTES = 4 * 1024;
/** An event larger than this, and what follows it, is read as it comes. */
const MAX_WINDOW_BYTES = 64 * 1024;
const QUOTE = 0x22;

/**
 * Server-sent events of which few are wanted. Bytes are gathered into a window of some events; when it is full, a search
 * tells which of them are worth parsing, so that the many others cost no more than that. The window before is kept until
 * the next one is full: an error ends a stream, so that only the last two are searched for one.
 */
export class SparseEvents {
  readonly #events: EventReader;
  readonly #members: readonly MemberMarker[];
  readonly #parser: SseParser;
  #window: Buffer | undefined;
  #length = 0;
  /** Complete events that are not searched yet. */
  #earlier: Buffer | undefined;
  #earlierLength = 0;
  #readAll = false;

  constructor(events: EventReader, members: readonly MemberMarker[]) {
    this.#events = events;
    this.#members = members;
    this.#parser = new SseParser(events);
  }

  write(bytes: Uint8Array): void {
    if (this.#readAll) {
      this.#parser.write(bytes);
      return;
    }
    this.#window ??= Buffer.allocUnsafe(WINDOW_BYTES);
    let taken = 0;
    while (bytes.length - taken > this.#window.length - this.#length) {
      const end = taken + this.#window.length - this.#length;
      this.#window.set(bytes.subarray(taken, end), this.#length);
      this.#length = this.#window.length;
      taken = end;
      this.#window = this.#turn(this.#window);
      if (this.#readAll) {
        this.#parser.write(bytes.subarray(taken));
        return;
      }
    }
    this.#window.set(taken === 0 ? bytes : bytes.subarray(taken), this.#length);
    this.#length += bytes.length - taken;
  }

  end(): void {
    if (this.#window !== undefined && !this.#readAll) {
      const complete = boundaryBefore(this.#window, this.#length);
      this.#searchEarlier(ERROR_MARKERS);
      this.#search(this.#window, complete, ERROR_MARKERS);
      this.#parser.write(this.#window.subarray(complete, this.#length));
    }
    this.#parser.end();
  }

  /** Makes room in a window that is full: sets its complete events aside, or takes a larger one when there is none. */
  #turn(full: Buffer): Buffer {
    const complete = boundaryBefore(full, full.length);
    if (complete > 0) {
      this.#searchEarlier(NONE);
      const fresh = this.#earlier?.length === full.length ? this.#earlier : Buffer.allocUnsafe(full.length);
      fresh.set(full.subarray(complete));
      this.#earlier = full;
      this.#earlierLength = complete;
      this.#length = full.length - complete;
      return fresh;
    }
    if (full.length < MAX_WINDOW_BYTES) {
      const larger = Buffer.allocUnsafe(full.length * 2);
      larger.set(full);
      return larger;
    }
    this.#searchEarlier(ERROR_MARKERS);
    this.#readAll = true;
    this.#parser.write(full);
    return full;
  }

  #searchEarlier(errors: readonly Buffer[]): void {
    if (this.#earlier !== undefined) this.#search(this.#earlier, this.#earlierLength, errors);
    this.#earlierLength = 0;
  }

  /** Parses the wanted ones of the complete events that end before `end`, in their order. */
  #search(window: Buffer, end: number, errors: readonly Buffer[]): void {
    let begin = 0;
    while (begin < end && !this.#events.hasBegun) {
      const behind = boundaryAfter(window, begin, end);
      this.#parser.write(window.subarray(begin, behind));
      begin = behind;
    }
    if (begin === end) return;
    const rest = window.subarray(begin, end);
    const found: number[] = [];
    for (const { marker } of this.#members) collect(rest, marker, true, found);
    for (const marker of errors) collect(rest, marker, false, found);
    found.sort((a, b) => a - b);
    let read = 0;
    for (const at of found) {
      if (at < read) continue;
      read = boundaryAfter(rest, at, rest.length);
      this.#parser.write(rest.subarray(boundaryBefore(rest, at), read));
    }
  }
}

const NONE: readonly Buffer[] = [];

/** Adds where `marker` stands; as a member only where it has a value. */
function collect(text: Buffer, marker: Buffer, isMember: boolean, found: number[]): void {
  for (let at = text.indexOf(marker); at !== -1; at = text.indexOf(marker, at + marker.length)) {
    if (!isMember || (text[at - 1] === QUOTE && hasValue(text, at + marker.length))) found.push(at);
  }
}
