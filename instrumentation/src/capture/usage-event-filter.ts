import { asObject } from '../wire/json-values.ts';

const LF = 0x0a;
const CR = 0x0d;
/** An event that grows larger than this is no usage: it is passed on as it comes. */
const MAX_HELD_BYTES = 64 * 1024;
const USAGE = Buffer.from('"usage"');

/**
 * Takes the one event out of a stream of server-sent events that states nothing but the usage of a chat completion: empty
 * `choices` and a `usage` object. Every other byte is passed on as it came, as soon as its event is complete.
 */
export class UsageEventFilter {
  /** The event that is not complete yet. */
  #held: Uint8Array[] = [];
  #heldBytes = 0;
  /** Inside an event that is too large to be held. */
  #passing = false;
  #lineIsEmpty = true;
  #afterCarriageReturn = false;
  /** The last event ended in CR: what follows may be the LF of the same line. */
  #ended: 'passed' | 'taken' | undefined;

  /** What may be passed on now, in memory of its own or `chunk` itself; empty while an event is not complete. */
  write(chunk: Uint8Array): Uint8Array {
    const nothingHeld = this.#heldBytes === 0;
    const passed: Uint8Array[] = [];
    let begin = 0;
    for (let i = 0; i < chunk.length; i += 1) {
      const byte = chunk[i] ?? 0;
      const ended = this.#ended;
      this.#ended = undefined;
      if (ended !== undefined && byte === LF) {
        this.#afterCarriageReturn = false;
        if (ended === 'passed') passed.push(chunk.subarray(i, i + 1));
        begin = i + 1;
        continue;
      }
      if (!this.#endsEvent(byte)) continue;
      this.#hold(chunk.subarray(begin, i + 1), passed);
      const taken = this.#complete(passed);
      if (byte === CR) this.#ended = taken ? 'taken' : 'passed';
      begin = i + 1;
    }
    // What is held must not change or go away with the chunk; `slice` of a Buffer is no copy.
    if (begin < chunk.length) this.#hold(Uint8Array.prototype.slice.call(chunk, begin), passed);
    return nothingHeld && countBytes(passed) === chunk.length ? chunk : join(passed);
  }

  /** What is left when the stream ends. */
  end(): Uint8Array {
    const passed: Uint8Array[] = [];
    this.#complete(passed);
    return join(passed);
  }

  /** True at the byte that ends the empty line after an event. Lines end in LF, CRLF or CR. */
  #endsEvent(byte: number): boolean {
    const isRestOfLine = byte === LF && this.#afterCarriageReturn;
    this.#afterCarriageReturn = byte === CR;
    if (isRestOfLine) return false;
    const endsLine = byte === LF || byte === CR;
    const endsEvent = endsLine && this.#lineIsEmpty;
    this.#lineIsEmpty = endsLine;
    return endsEvent;
  }

  #hold(piece: Uint8Array, passed: Uint8Array[]): void {
    if (this.#passing) {
      passed.push(piece);
      return;
    }
    this.#held.push(piece);
    this.#heldBytes += piece.length;
    if (this.#heldBytes <= MAX_HELD_BYTES) return;
    passed.push(...this.#held);
    this.#held = [];
    this.#heldBytes = 0;
    this.#passing = true;
  }

  /** Ends the event; true when it was taken out. */
  #complete(passed: Uint8Array[]): boolean {
    const taken = !this.#passing && isUsageAlone(this.#held);
    if (!taken) passed.push(...this.#held);
    this.#held = [];
    this.#heldBytes = 0;
    this.#passing = false;
    return taken;
  }
}

function isUsageAlone(pieces: readonly Uint8Array[]): boolean {
  const bytes = Buffer.concat(pieces);
  if (!bytes.includes(USAGE)) return false;
  const data = bytes
    .toString()
    .split(/\r\n|\n|\r/)
    .filter((line) => line.startsWith('data:'))
    .map((line) => line.slice('data:'.length))
    .join('\n');
  try {
    const { choices, usage } = asObject(JSON.parse(data)) ?? {};
    return Array.isArray(choices) && choices.length === 0 && asObject(usage) !== undefined;
  } catch {
    return false;
  }
}

function countBytes(pieces: readonly Uint8Array[]): number {
  return pieces.reduce((sum, { length }) => sum + length, 0);
}

/** Not `Buffer.concat`: small buffers share memory, and a stream takes the memory of what it is given. */
function join(pieces: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(countBytes(pieces));
  let at = 0;
  for (const piece of pieces) {
    joined.set(piece, at);
    at += piece.length;
  }
  return joined;
}
