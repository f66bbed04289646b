import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { NoteChanges } from '../notes.ts';
import type { CallOutcome, CallsOutcome, RecordedCall } from '../recorded-call.ts';
import type { Batch } from './batch.ts';

/** Books calls that are told one by one, each once. */
export class CallBooker {
  readonly #batch: Batch;
  readonly #find: StatementSync;
  /**
   * Whether keys were seen, by their arrays: calls of an export share those of the spans around them, thousands of times. An
   * array of one call alone is looked up for that call only: an equal one of a later call finds what this one left.
   */
  #answers = new Map<Uint8Array, boolean>();

  constructor(database: DatabaseSync, batch: Batch) {
    this.#batch = batch;
    this.#find = database.prepare('SELECT 1 FROM seen_call WHERE key = ?');
  }

  book(calls: readonly RecordedCall[], notes: NoteChanges): CallsOutcome {
    this.#answers = new Map();
    const outcomes = calls.map((call) => this.#see(call));
    for (const [index, outcome] of outcomes.entries()) {
      if (outcome !== 'booked') continue;
      const { increases = [], isPast = false } = calls[index] ?? {};
      for (const increase of increases) {
        if (isPast) this.#batch.addPastIncrease(increase);
        else this.#batch.addIncrease(increase);
      }
    }
    this.#batch.changeNotes(notes);
    const count = (wanted: CallOutcome) => outcomes.filter((outcome) => outcome === wanted).length;
    return { booked: count('booked'), known: count('known'), outcomes };
  }

  #see({ key, unlessSeen = [], alsoSeen = [] }: RecordedCall): CallOutcome {
    if (this.#isSeen(key)) return 'known';
    if (unlessSeen.some((other) => this.#isSeen(other))) return 'covered';
    // Several calls of one parent tell of it.
    for (const seen of [key, ...alsoSeen]) {
      if (this.#isSeen(seen)) continue;
      this.#batch.seeCall(seen);
      this.#answers.set(seen, true);
    }
    return 'booked';
  }

  #isSeen(key: Uint8Array): boolean {
    const known = this.#answers.get(key);
    if (known !== undefined) return known;
    const answer = this.#batch.hasSeenCall(key) || this.#find.get(key) !== undefined;
    this.#answers.set(key, answer);
    return answer;
  }
}
