import type { DatabaseSync } from 'node:sqlite';
import { LedgerWriteError } from './booking/group-commit.ts';
import { type ImportedCall, bookImportedCall } from './imported-call.ts';
import type { SeriesIdentity } from './series.ts';
import { dayOf } from './slot.ts';
import { isPassing } from './writer/journal-committer.ts';

/** Books calls of the past straight to the tables: a command does that, beside a collector or without one. */
export class Imports {
  readonly #database: DatabaseSync;
  readonly #statements: ReturnType<typeof prepareImport>;

  constructor(database: DatabaseSync) {
    this.#database = database;
    this.#statements = prepareImport(database);
  }

  has(rowKey: Uint8Array): boolean {
    return this.#statements.selectRow.get(rowKey) !== undefined;
  }

  /** @returns how many were booked; the others were there already */
  book(calls: readonly ImportedCall[]): number {
    try {
      this.#database.exec('BEGIN IMMEDIATE');
      let count = 0;
      for (const call of calls) {
        if (Number(this.#statements.insertRow.run(call.rowKey).changes) === 0) continue;
        bookImportedCall(call, (identity, slot, amount) => this.#add(identity, slot, amount));
        count += 1;
      }
      this.#database.exec('COMMIT');
      return count;
    } catch (cause) {
      // SQLite may have rolled back by itself (disk full); a second rollback would hide the first error.
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
      if (!isPassing(cause)) throw cause;
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new LedgerWriteError(`the ledger could not be written: ${reason}`, { cause });
    }
  }

  #add({ metric, job, labels }: SeriesIdentity, slot: number, amount: bigint): void {
    const { upsertSeries, addSpend, addSpendDay } = this.#statements;
    const id = Number(upsertSeries.get(metric, job, JSON.stringify(labels))?.['id']);
    // Both in one transaction: a day is always the sum of its quarter hours.
    addSpend.run(slot, id, amount);
    addSpendDay.run(dayOf(slot), id, amount);
  }
}

function prepareImport(database: DatabaseSync) {
  return {
    upsertSeries: database.prepare(
      'INSERT INTO series (metric, job, labels) VALUES (?, ?, ?) ' +
        'ON CONFLICT DO UPDATE SET metric = excluded.metric RETURNING id',
    ),
    addSpend: database.prepare(
      'INSERT INTO spend (slot, series_id, amount) VALUES (?, ?, ?) ' +
        'ON CONFLICT DO UPDATE SET amount = amount + excluded.amount',
    ),
    addSpendDay: database.prepare(
      'INSERT INTO spend_day (day, series_id, amount) VALUES (?, ?, ?) ' +
        'ON CONFLICT DO UPDATE SET amount = amount + excluded.amount',
    ),
    insertRow: database.prepare('INSERT INTO imported_row (key) VALUES (?) ON CONFLICT DO NOTHING'),
    selectRow: database.prepare('SELECT 1 FROM imported_row WHERE key = ?'),
  };
}
