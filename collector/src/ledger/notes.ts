import type { DatabaseSync } from 'node:sqlite';

/** Notes by name; undefined takes a note away. */
export type NoteChanges = ReadonlyMap<string, string | undefined>;

/** Names of notes in the table `meta`, which holds other facts too. */
export const NOTE_PREFIX = 'note/';

/**
 * Small facts that must be on disk with what they were concluded from, such as which of two kinds of telemetry counts for
 * a service. Written in the transaction that books the increases; what a batch under way proposes is seen already, since
 * the next request of the batch concludes from it.
 */
export class Notes {
  readonly #notes = new Map<string, string>();
  #proposed: NoteChanges[] = [];

  constructor(database: DatabaseSync) {
    const rows = database.prepare('SELECT name, value FROM meta WHERE name >= ? AND name < ?');
    for (const { name, value } of rows.all(NOTE_PREFIX, `${NOTE_PREFIX}\u{10ffff}`)) {
      this.#notes.set(String(name).slice(NOTE_PREFIX.length), String(value));
    }
  }

  get(name: string): string | undefined {
    const change = this.#proposed.findLast((changes) => changes.has(name));
    return change === undefined ? this.#notes.get(name) : change.get(name);
  }

  /** Notes whose names begin with `prefix`. */
  *startingWith(prefix: string): Generator<readonly [name: string, value: string]> {
    const notes = this.#proposed.length === 0 ? this.#notes : this.#withProposed();
    for (const note of notes) if (note[0].startsWith(prefix)) yield note;
  }

  /** How many notes have names that begin with `prefix`. */
  count(prefix: string): number {
    let count = 0;
    for (const name of this.#notes.keys()) if (name.startsWith(prefix)) count += 1;
    for (const [name, value] of this.changes()) {
      if (name.startsWith(prefix)) count += Number(value !== undefined) - Number(this.#notes.has(name));
    }
    return count;
  }

  /** Changes notes with the batch under way. */
  propose(changes: NoteChanges): void {
    if (changes.size > 0) this.#proposed.push(changes);
  }

  /** How many changes are proposed; a mark for `takeBack`. */
  get proposed(): number {
    return this.#proposed.length;
  }

  /** The proposed changes as one. */
  changes(): Map<string, string | undefined> {
    return new Map(this.#proposed.flatMap((changes) => [...changes]));
  }

  takeBack(length: number): void {
    this.#proposed.length = length;
  }

  /** What was proposed is on disk. */
  committed(): void {
    for (const [name, value] of this.changes()) apply(this.#notes, name, value);
    this.#proposed = [];
  }

  #withProposed(): Map<string, string> {
    const notes = new Map(this.#notes);
    for (const [name, value] of this.changes()) apply(notes, name, value);
    return notes;
  }
}

function apply(notes: Map<string, string>, name: string, value: string | undefined): void {
  if (value === undefined) notes.delete(name);
  else notes.set(name, value);
}
