const MAX_NAME_BYTES = 256;
/** Names and values are short; an encoded text of 1,600 characters takes up to 20 KB. */
const MAX_VALUE_BYTES = 64 * 1024;
const AMPERSAND = 0x26;
const EQUALS = 0x3d;
const TYPE = /^application\/x-www-form-urlencoded\b/i;

export function isUrlEncodedForm(contentType: string | undefined): boolean {
  return TYPE.test(contentType ?? '');
}

/** Finds the fields of an `application/x-www-form-urlencoded` body that comes in pieces. A field that is too long is left out. */
export class UrlEncodedFormReader {
  readonly #onField: (name: string, value: string) => void;
  #pieces: Buffer[] = [];
  #length = 0;

  constructor(onField: (name: string, value: string) => void) {
    this.#onField = onField;
  }

  write(bytes: Uint8Array): void {
    let start = 0;
    for (;;) {
      const end = bytes.indexOf(AMPERSAND, start);
      this.#keep(bytes.subarray(start, end === -1 ? bytes.length : end));
      if (end === -1) return;
      this.end();
      start = end + 1;
    }
  }

  /** Ends a field, or the body. */
  end(): void {
    if (this.#length > 0 && this.#length <= MAX_NAME_BYTES + MAX_VALUE_BYTES) {
      const field = Buffer.concat(this.#pieces);
      const equals = field.indexOf(EQUALS);
      const name = equals === -1 ? field : field.subarray(0, equals);
      const value = equals === -1 ? Buffer.alloc(0) : field.subarray(equals + 1);
      if (name.length <= MAX_NAME_BYTES) this.#onField(decode(name), decode(value));
    }
    this.#pieces = [];
    this.#length = 0;
  }

  #keep(bytes: Uint8Array): void {
    this.#length += bytes.length;
    if (this.#length > MAX_NAME_BYTES + MAX_VALUE_BYTES) this.#pieces = [];
    else if (bytes.length > 0) this.#pieces.push(Buffer.from(bytes));
  }
}

function decode(bytes: Buffer): string {
  const text = bytes.toString('latin1').replaceAll('+', ' ');
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
