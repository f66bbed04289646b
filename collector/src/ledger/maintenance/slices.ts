import type { DatabaseSync } from 'node:sqlite';

/** How long a slice keeps the ledger's only writer, in milliseconds: an export that arrives waits no longer than this. */
const SLICE_MS = 8;

/**
 * Repeats a small piece of work in transactions of some milliseconds, and yields after each.
 *
 * @param work returns the rows it changed, or undefined when there is nothing left
 * @returns the rows changed by all of it
 */
export function* inSlices(database: DatabaseSync, work: () => number | undefined): Generator<void, number> {
  let rows = 0;
  for (let isDone = false; !isDone;) {
    const began = performance.now();
    database.exec('BEGIN IMMEDIATE');
    try {
      while (!isDone && performance.now() - began < SLICE_MS) {
        const changed = work();
        if (changed === undefined) isDone = true;
        else rows += changed;
      }
      database.exec('COMMIT');
    } catch (error) {
      if (database.isTransaction) database.exec('ROLLBACK');
      throw error;
    }
    yield;
  }
  return rows;
}
