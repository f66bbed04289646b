import type { Increase } from './increase.ts';

/** A call that is told once, by itself, with everything it adds. */
export interface RecordedCall {
  /** Tells this call from every other: 32 bytes, such as the SHA-256 of what names it. */
  readonly key: Uint8Array;
  /** The call is part of another one when any of these keys was seen: it is left out. */
  readonly unlessSeen?: readonly Uint8Array[];
  /** Keys that count as seen from this call on. */
  readonly alsoSeen?: readonly Uint8Array[];
  readonly increases: readonly Increase[];
  /** It was made too long ago to be news: it is spend of its time, and moves no counter (docs/decisions/0004). */
  readonly isPast?: boolean;
}

/** `known`: the key was booked before. `covered`: it is part of a call that was. */
export type CallOutcome = 'booked' | 'known' | 'covered';

export interface CallsOutcome {
  readonly booked: number;
  readonly known: number;
  /** Of each call, in their order. */
  readonly outcomes: readonly CallOutcome[];
}
