import type { CommitResult, JournalBatch } from './journal-batch.ts';

/** Who writes the journal: the thread of the ledger itself, or one of its own. */
export interface LedgerWriter {
  /** Writes a batch in one transaction; `done` is called when it is on disk or failed. One batch at a time. */
  commit(batch: JournalBatch, done: (result: CommitResult) => void): void;
  /** Moves the journal up to a row into the tables, between batches. What fails is left in the journal. */
  fold(upToId: number): Promise<void>;
  /** Ends when what is under way has ended. */
  close(): Promise<void>;
}
