import type { Increase } from '../ledger/increase.ts';
import type { NoteChanges } from '../ledger/notes.ts';
import type { RecordedCall } from '../ledger/recorded-call.ts';

const HELD = 'foreign/held/';

/** Calls that wait until it is known whether Outlay's instrumentation counts them too. They stand in the ledger's notes. */
export interface HeldCall {
  readonly note: string;
  readonly job: string;
  readonly heldSinceMs: number;
  readonly call: RecordedCall;
}

export function heldNote(job: string, call: RecordedCall, now: Date): readonly [name: string, value: string] {
  const { key, unlessSeen = [], alsoSeen = [], increases } = call;
  const hex = Buffer.from(key).toString('hex');
  return [
    `${HELD}${hex}`,
    JSON.stringify({
      job,
      at: now.getTime(),
      unlessSeen: unlessSeen.map(toHex),
      alsoSeen: alsoSeen.map(toHex),
      increases: increases.map((increase) => ({
        ...increase,
        amount: String(increase.amount),
        fromUnixNano: String(increase.fromUnixNano),
        toUnixNano: String(increase.toUnixNano),
      })),
    }),
  ];
}

/** The calls that are held, in the order in which they were. */
export function heldCalls(notes: {
  startingWith(prefix: string): Iterable<readonly [string, string]>;
}): HeldCall[] {
  const held = [...notes.startingWith(HELD)].map(([note, text]): HeldCall => {
    const { job, at, unlessSeen, alsoSeen, increases } = JSON.parse(text) as Written;
    return {
      note,
      job,
      heldSinceMs: at,
      call: {
        key: Buffer.from(note.slice(HELD.length), 'hex'),
        unlessSeen: unlessSeen.map(fromHex),
        alsoSeen: alsoSeen.map(fromHex),
        increases: increases.map((increase) => ({
          ...increase,
          amount: BigInt(increase.amount),
          fromUnixNano: BigInt(increase.fromUnixNano),
          toUnixNano: BigInt(increase.toUnixNano),
        })),
      },
    };
  });
  return held.sort((a, b) => a.heldSinceMs - b.heldSinceMs);
}

/** The changes that take notes of held calls away. */
export function released(held: readonly HeldCall[]): NoteChanges {
  return new Map(held.map(({ note }) => [note, undefined]));
}

/** As this module wrote it. */
interface Written {
  readonly job: string;
  readonly at: number;
  readonly unlessSeen: readonly string[];
  readonly alsoSeen: readonly string[];
  readonly increases: readonly (Omit<Increase, 'amount' | 'fromUnixNano' | 'toUnixNano'> &
    Readonly<Record<'amount' | 'fromUnixNano' | 'toUnixNano', string>>)[];
}

const toHex = (key: Uint8Array) => Buffer.from(key).toString('hex');
const fromHex = (text: string) => Buffer.from(text, 'hex');
