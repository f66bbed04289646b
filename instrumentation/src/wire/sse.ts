const LF = 0x0a;
const CR = 0x0d;
const COLON = 0x3a;
const SPACE = 0x20;
const DATA = Buffer.from('data');

export interface SseListener {
  /** A piece of an event's data; several pieces and lines make up one event. Valid until the call returns. */
  data(piece: Uint8Array): void;
  /** The event is complete. */
  event(): void;
}

const NEWLINE = Uint8Array.of(LF);

/**
 * Reads the data of server-sent events from bytes that come in any pieces (WHATWG HTML, 9.2). Holds no text: pieces of
 * data are handed on as they come. Lines may end in LF, CRLF or CR; comments and other fields are skipped.
 */
export class SseParser {
  readonly #listener: SseListener;
  #state: 'field' | 'space' | 'data' | 'skip' = 'field';
  #field: number[] = [];
  #afterCarriageReturn = false;
  #dataLines = 0;
  #first = true;

  constructor(listener: SseListener) {
    this.#listener = listener;
  }

  write(chunk: Uint8Array): void {
    let i = 0;
    let lf = -2;
    let cr = -2;
    while (i < chunk.length) {
      if (this.#afterCarriageReturn) {
        this.#afterCarriageReturn = false;
        if (chunk[i] === LF) {
          i += 1;
          continue;
        }
      }
      if (this.#state === 'field') {
        i = this.#readField(chunk, i);
        continue;
      }
      if (this.#state === 'space') {
        this.#state = 'data';
        if (chunk[i] === SPACE) i += 1;
        continue;
      }
      if (lf !== -1 && lf < i) lf = chunk.indexOf(LF, i);
      if (cr !== -1 && cr < i) cr = chunk.indexOf(CR, i);
      const end = lf === -1 ? cr : cr === -1 ? lf : Math.min(lf, cr);
      const stop = end === -1 ? chunk.length : end;
      if (this.#state === 'data' && stop > i) this.#listener.data(chunk.subarray(i, stop));
      if (end !== -1) this.#endLine(chunk[end] === CR);
      i = stop + (end === -1 ? 0 : 1);
    }
  }

  /** The stream ended; an event without its closing blank line is taken as complete. */
  end(): void {
    if (this.#dataLines > 0) this.#endEvent();
  }

  #readField(chunk: Uint8Array, i: number): number {
    const byte = chunk[i] ?? 0;
    if (byte === LF || byte === CR) {
      if (this.#field.length === 0) this.#endEvent();
      else if (this.#isData()) this.#beginData();
      this.#endLine(byte === CR);
      return i + 1;
    }
    if (byte === COLON) {
      if (this.#isData()) {
        this.#beginData();
        this.#state = 'space';
      } else {
        this.#state = 'skip';
      }
      return i + 1;
    }
    // A byte order mark may stand before the first line.
    if (this.#first && (byte === 0xef || byte === 0xbb || byte === 0xbf)) return i + 1;
    this.#first = false;
    this.#field.push(byte);
    if (this.#field.length > DATA.length) this.#state = 'skip';
    return i + 1;
  }

  #isData(): boolean {
    return this.#field.length === DATA.length && this.#field.every((byte, i) => byte === DATA[i]);
  }

  #beginData(): void {
    if (this.#dataLines > 0) this.#listener.data(NEWLINE);
    this.#dataLines += 1;
  }

  #endLine(carriageReturn: boolean): void {
    this.#afterCarriageReturn = carriageReturn;
    this.#field = [];
    this.#state = 'field';
    this.#first = false;
  }

  #endEvent(): void {
    if (this.#dataLines > 0) this.#listener.event();
    this.#dataLines = 0;
  }
}
