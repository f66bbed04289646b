import type { Increase } from '../ledger/increase.ts';
import type { NoteChanges, Notes } from '../ledger/notes.ts';
import type { RecordedCall } from '../ledger/recorded-call.ts';

const HELD = 'foreign/held/';

/**
 * Most calls that are held, some 100 MB of notes at a kilobyte or two each. Beyond it calls are booked at once: that
 * Outlay's instrumentation tells them too is less likely than that they are told once.
 */
const MOST_HELD = 50_000;

/** A call that waits until it is known whether Outlay's instrumentation counts it too; it stands in the ledger's notes. */
export interface HeldCall {
  readonly note: string;
  readonly job: string;
  readonly heldSinceMs: number;
  /** Parses the call. */
  readonly read: () => RecordedCall;
}

/** The note's value begins with when and whose it is, so that it is parsed only when it is due. */
export function heldNote(job: string, call: RecordedCall, now: Date): readonly [name: string, value: string] {
  const { key, unlessSeen = [], alsoSeen = [], increases } = call;
  const hex = Buffer.from(key).toString('hex');
  const written = JSON.stringify({
    unlessSeen: unlessSeen.map(toHex),
    alsoSeen: alsoSeen.map(toHex),
    increases: increases.map((increase) => ({
      ...increase,
      amount: String(increase.amount),
      fromUnixNano: String(increase.fromUnixNano),
      toUnixNano: String(increase.toUnixNano),
    })),
  });
  return [`${HELD}${hex}`, `${now.getTime()} ${encodeURIComponent(job.toWellFormed())} ${written}`];
}

export function countHeld(notes: Pick<Notes, 'count'>): number {
  return notes.count(HELD);
}

/** The calls that are held, in the order in which they were. */
export function heldCalls(notes: Pick<Notes, 'startingWith'>): HeldCall[] {
  const held = [...notes.startingWith(HELD)].map(([note, text]): HeldCall => {
    const [at = '', job = ''] = text.split(' ', 2);
    return {
      note,
      job: decodeURIComponent(job),
      heldSinceMs: Number(at),
      read: () => parseCall(note, text.slice(at.length + job.length + 2)),
    };
  });
  return held.sort((a, b) => a.heldSinceMs - b.heldSinceMs);
}

/** The changes that take notes of held calls away. */
export function released(held: readonly HeldCall[]): NoteChanges {
  return new Map(held.map(({ note }) => [note, undefined]));
}

/** How many more calls an export may leave to be held. */
export class HoldRoom {
  readonly #notes: Pick<Notes, 'count'>;
  readonly #most: number;
  #left: number | undefined;

  constructor(notes: Pick<Notes, 'count'>, most: number = MOST_HELD) {
    this.#notes = notes;
    this.#most = most;
  }

  /** Takes the room of one call; false when there is none. */
  take(): boolean {
    this.#left ??= this.#most - countHeld(this.#notes);
    if (this.#left <= 0) return false;
    this.#left -= 1;
    return true;
  }
}

function parseCall(note: string, text: string): RecordedCall {
  const { unlessSeen, alsoSeen, increases } = JSON.parse(text) as Written;
  return {
    key: Buffer.from(note.slice(HELD.length), 'hex'),
    unlessSeen: unlessSeen.map(fromHex),
    alsoSeen: alsoSeen.map(fromHex),
    increases: increases.map((increase) => ({
      ...increase,
      amount: BigInt(increase.amount),
      fromUnixNano: BigInt(increase.fromUnixNano),
      toUnixNano: BigInt(increase.toUnixNano),
    })),
  };
}

/** As this module wrote it. */
interface Written {
  readonly unlessSeen: readonly string[];
  readonly alsoSeen: readonly string[];
  readonly increases: readonly (Omit<Increase, 'amount' | 'fromUnixNano' | 'toUnixNano'> &
    Readonly<Record<'amount' | 'fromUnixNano' | 'toUnixNano', string>>)[];
}

const toHex = (key: Uint8Array) => Buffer.from(key).toString('hex');
const fromHex = (text: string) => Buffer.from(text, 'hex');
