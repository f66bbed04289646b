/** A longer value is that of no field that anything is read from. */
const MAX_VALUE_BYTES = 256;
/** What is held of a part: more than its head and a value that is read can have. */
const MAX_HELD_BYTES = 4 * 1024;

/**
 * Finds the short text fields of a `multipart/form-data` body (RFC 7578) that comes in pieces. Files are passed over;
 * only the tail that may hold the beginning of a boundary is kept.
 */
export class FormFieldReader {
  readonly #delimiter: Buffer;
  readonly #onField: (name: string, value: string) => void;
  #held: Buffer = Buffer.from('\r\n');
  #begun = false;
  /** True while the beginning of the part is gone: what is left of it must not be taken for a part. */
  #skipping = false;

  constructor(boundary: string, onField: (name: string, value: string) => void) {
    this.#delimiter = Buffer.from(`\r\n--${boundary}`);
    this.#onField = onField;
  }

  write(bytes: Uint8Array): void {
    this.#held = Buffer.concat([this.#held, bytes]);
    for (;;) {
      const next = this.#held.indexOf(this.#delimiter);
      if (next === -1) break;
      if (this.#begun && !this.#skipping) this.#readPart(this.#held.subarray(0, next));
      this.#begun = true;
      this.#skipping = false;
      this.#held = this.#held.subarray(next + this.#delimiter.length);
    }
    // Inside a file only the end matters, where the next boundary may have begun.
    if (this.#skipping || this.#held.length > MAX_HELD_BYTES) {
      this.#held = this.#held.subarray(-this.#delimiter.length);
      this.#skipping = true;
    }
    this.#held = Buffer.from(this.#held);
  }

  #readPart(part: Buffer): void {
    const headEnd = part.indexOf('\r\n\r\n');
    if (headEnd === -1 || part.length - headEnd - 4 > MAX_VALUE_BYTES) return;
    const head = part.subarray(0, headEnd).toString('latin1');
    const name = /\bname="([^"]*)"/i.exec(head)?.[1];
    if (name === undefined || /\bfilename\*?=/i.test(head)) return;
    this.#onField(name, part.subarray(headEnd + 4).toString('utf8'));
  }
}

/** The boundary that a `Content-Type` names; undefined when it is no form. */
export function parseFormBoundary(contentType: string | undefined): string | undefined {
  const match = /^multipart\/form-data\s*;.*\bboundary=(?:"([^"]+)"|([^;\s]+))/i.exec(contentType ?? '');
  return match?.[1] ?? match?.[2];
}
