import type { SseListener } from './sse.ts';

const LF = 0x0a;
const CR = 0x0d;

/**
 * Splits newline-delimited JSON into its lines, whose bytes come in any pieces. A line end cannot stand inside a document:
 * JSON escapes it. What may stand before one is skipped: white space, a byte order mark, the separator of RFC 7464.
 */
export class NdjsonParser {
  readonly #listener: SseListener;
  #begun = false;

  constructor(listener: SseListener) {
    this.#listener = listener;
  }

  write(chunk: Uint8Array): void {
    let i = 0;
    while (i < chunk.length) {
      if (!this.#begun) {
        if (isPadding(chunk[i] ?? 0)) {
          i += 1;
          continue;
        }
        this.#begun = true;
      }
      const end = chunk.indexOf(LF, i);
      const stop = end === -1 ? chunk.length : end;
      if (stop > i) this.#listener.data(chunk.subarray(i, stop));
      if (end !== -1) this.#endLine();
      i = stop + 1;
    }
  }

  /** The last line may have no end. */
  end(): void {
    this.#endLine();
  }

  #endLine(): void {
    if (this.#begun) this.#listener.event();
    this.#begun = false;
  }
}

function isPadding(byte: number): boolean {
  return (
    byte === 0x20 ||
    byte === 0x09 ||
    byte === LF ||
    byte === CR ||
    byte === 0x1e ||
    byte === 0xef ||
    byte === 0xbb ||
    byte === 0xbf
  );
}
