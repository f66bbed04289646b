import type { DatabaseSync } from 'node:sqlite';

/** Notes by name; undefined takes a note away. */
export type NoteChanges = ReadonlyMap<string, string | undefined>;

/** Names of notes in the table `meta`, which holds other facts too. */
const PREFIX = 'note/';

/**
 * Small facts that must be on disk with what they were concluded from, such as which of two kinds of telemetry counts for
 * a service. Written in the transaction that books the increases.
 */
export class Notes {
  readonly #database: DatabaseSync;
  readonly #notes = new Map<string, string>();
  #uncommitted: NoteChanges[] = [];

  constructor(database: DatabaseSync) {
    this.#database = database;
    const rows = database.prepare('SELECT name, value FROM meta WHERE name >= ? AND name < ?');
    for (const { name, value } of rows.all(PREFIX, `${PREFIX}\u{10ffff}`)) {
      this.#notes.set(String(name).slice(PREFIX.length), String(value));
    }
  }

  get(name: string): string | undefined {
    return this.#notes.get(name);
  }

  /** Notes whose names begin with `prefix`. */
  *startingWith(prefix: string): Generator<readonly [name: string, value: string]> {
    for (const note of this.#notes) if (note[0].startsWith(prefix)) yield note;
  }

  /** Writes notes within the transaction under way. */
  write(changes: NoteChanges): void {
    if (changes.size === 0) return;
    const put = this.#database.prepare(
      'INSERT INTO meta (name, value) VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value',
    );
    const remove = this.#database.prepare('DELETE FROM meta WHERE name = ?');
    for (const [name, value] of changes) {
      if (value === undefined) remove.run(PREFIX + name);
      else put.run(PREFIX + name, value);
    }
    this.#uncommitted.push(changes);
  }

  committed(): void {
    for (const changes of this.#uncommitted) {
      for (const [name, value] of changes) {
        if (value === undefined) this.#notes.delete(name);
        else this.#notes.set(name, value);
      }
    }
    this.#uncommitted = [];
  }

  rolledBack(): void {
    this.#uncommitted = [];
  }
}
