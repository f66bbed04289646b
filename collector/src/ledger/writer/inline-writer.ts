import type { DatabaseSync } from 'node:sqlite';
import { foldJournal } from '../journal/fold-journal.ts';
import { runToEnd } from '../journal/read-journal.ts';
import type { CommitResult, JournalBatch } from './journal-batch.ts';
import { JournalCommitter } from './journal-committer.ts';
import type { LedgerWriter } from './ledger-writer.ts';

/** Writes on the ledger's own connection, before `commit` returns: for commands that end, and for tests. */
export class InlineWriter implements LedgerWriter {
  readonly #database: DatabaseSync;
  readonly #committer: JournalCommitter;

  constructor(database: DatabaseSync) {
    this.#database = database;
    this.#committer = new JournalCommitter(database);
  }

  commit(batch: JournalBatch, done: (result: CommitResult) => void): void {
    done(this.#committer.commit(batch));
  }

  async fold(upToId: number): Promise<void> {
    runToEnd(foldJournal(this.#database, upToId));
  }

  async close(): Promise<void> {
    // The connection is the ledger's.
  }
}
