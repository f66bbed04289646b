import type { SseListener } from './sse.ts';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;

/**
 * Splits a JSON array into the objects that are its elements, and a row of JSON documents into these: Gemini streams an
 * array, and some servers send line after line without saying so. Bytes may come in any pieces; nothing is held.
 */
export class JsonElements {
  readonly #listener: SseListener;
  /** Inside an element: how many brackets are open. */
  #depth = 0;
  #inString = false;
  #escaped = false;

  constructor(listener: SseListener) {
    this.#listener = listener;
  }

  write(chunk: Uint8Array): void {
    let i = 0;
    while (i < chunk.length) {
      // Between elements stand the brackets of the outer array, commas and white space.
      if (this.#depth === 0) i = chunk.indexOf(OPEN_OBJECT, i);
      if (i === -1) return;
      const end = this.#skipElement(chunk, i);
      this.#listener.data(chunk.subarray(i, end));
      if (this.#depth === 0) this.#listener.event();
      i = end;
    }
  }

  /** An element that is broken off tells what it can. */
  end(): void {
    if (this.#depth > 0) this.#listener.event();
    this.#depth = 0;
  }

  /** Position behind the element that `start` is in, or behind the chunk when the element goes on. */
  #skipElement(chunk: Uint8Array, start: number): number {
    let i = start;
    while (i < chunk.length) {
      if (this.#inString) {
        i = this.#skipString(chunk, i);
        continue;
      }
      const byte = chunk[i];
      i += 1;
      if (byte === QUOTE) this.#inString = true;
      else if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) this.#depth += 1;
      else if (byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) {
        this.#depth -= 1;
        if (this.#depth === 0) return i;
      }
    }
    return i;
  }

  #skipString(chunk: Uint8Array, start: number): number {
    let i = start;
    if (this.#escaped) {
      this.#escaped = false;
      i += 1;
    }
    while (i < chunk.length) {
      const byte = chunk[i];
      i += 1;
      if (byte === BACKSLASH) {
        if (i === chunk.length) this.#escaped = true;
        i += 1;
      } else if (byte === QUOTE) {
        this.#inString = false;
        return i;
      }
    }
    return Math.min(i, chunk.length);
  }
}
