import type { DatabaseSync } from 'node:sqlite';
import { NOTE_PREFIX } from '../notes.ts';
import type { CommitResult, JournalBatch } from './journal-batch.ts';
import { prepareCommit } from './commit-statements.ts';

/** Writes batches, one transaction each, on one connection. */
export class JournalCommitter {
  readonly #database: DatabaseSync;
  readonly #statements: ReturnType<typeof prepareCommit>;
  #dataVersion: number;

  constructor(database: DatabaseSync) {
    this.#database = database;
    this.#statements = prepareCommit(database);
    this.#dataVersion = this.dataVersion();
  }

  commit(batch: JournalBatch): CommitResult {
    try {
      this.#database.exec('BEGIN IMMEDIATE');
      const version = this.dataVersion();
      if (version !== this.#dataVersion) {
        this.#dataVersion = version;
        this.#database.exec('ROLLBACK');
        return { outcome: 'outdated' };
      }
      this.#write(batch);
      this.#database.exec('COMMIT');
      return { outcome: 'committed' };
    } catch (cause) {
      // SQLite may have rolled back by itself (disk full); a second rollback would hide the first error.
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
      const reason = cause instanceof Error ? cause.message : String(cause);
      return { outcome: 'failed', isPassing: isPassing(cause), reason, cause };
    }
  }

  /** Changes when another connection writes. */
  dataVersion(): number {
    return Number(this.#statements.dataVersion.get()?.['data_version']);
  }

  #write(batch: JournalBatch): void {
    const { insertSeries, setLive, insertStream, insertSeenCall, putNote, removeNote, insertJournal } =
      this.#statements;
    for (const { id, metric, job, labels, liveSince } of batch.newSeries) {
      insertSeries.run(id, metric, job, labels, liveSince ?? null, liveSince ?? null);
    }
    for (const { id, liveSince } of batch.nowLive) setLive.run(liveSince, id);
    for (const { id, key, seriesId } of batch.newStreams) {
      insertStream.run(id, key, seriesId, batch.receivedAtMs);
    }
    for (const key of batch.seenCalls) insertSeenCall.run(key, batch.receivedAtMs);
    for (const [name, value] of batch.notes) {
      if (value === undefined) removeNote.run(NOTE_PREFIX + name);
      else putNote.run(NOTE_PREFIX + name, value);
    }
    if (batch.entries.length > 0) insertJournal.run(batch.id, batch.entries);
  }
}

/** Primary result codes of SQLite for what an operator can mend: busy, locked, memory, read-only, I/O, damage, full, no access. */
const PASSING_CODES = new Set([5, 6, 7, 8, 10, 11, 13, 14]);

export function isPassing(error: unknown): boolean {
  const code = error instanceof Error && 'errcode' in error ? Number(error.errcode) : undefined;
  return code !== undefined && PASSING_CODES.has(code & 0xff);
}
