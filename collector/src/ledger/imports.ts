import type { DatabaseSync } from 'node:sqlite';
import { LedgerWriteError } from './booking/group-commit.ts';
import { type ImportedCall, bookImportedCall } from './imported-call.ts';
import type { SeriesIdentity } from './series.ts';
import { dayOf, slotOf } from './slot.ts';
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

  /**
   * @param importId the import that they belong to (import-log.ts); without one, they cannot be undone
   * @returns how many were booked; the others were there already
   */
  book(calls: readonly ImportedCall[], importId?: number): number {
    try {
      this.#database.exec('BEGIN IMMEDIATE');
      let count = 0;
      for (const call of calls) {
        const slot = slotOf(BigInt(call.at.getTime()) * 1_000_000n);
        const { changes } = this.#statements.insertRow.run(call.rowKey, importId ?? null, slot);
        if (Number(changes) === 0) continue;
        bookImportedCall(call, (identity, of, amount) => this.#add(identity, of, amount, importId));
        count += 1;
      }
      if (importId !== undefined) this.#statements.countCalls.run(count, importId);
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

  #add({ metric, job, labels }: SeriesIdentity, slot: number, amount: bigint, importId?: number): void {
    const { upsertSeries, addSpend, addSpendDay, addImportSpend } = this.#statements;
    const id = Number(upsertSeries.get(metric, job, JSON.stringify(labels))?.['id']);
    // Both in one transaction: a day is always the sum of its quarter hours.
    addSpend.run(slot, id, amount);
    addSpendDay.run(dayOf(slot), id, amount);
    if (importId !== undefined) addImportSpend.run(importId, slot, id, amount);
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
    addImportSpend: database.prepare(
      'INSERT INTO import_spend (import_id, slot, series_id, amount) VALUES (?, ?, ?, ?) ' +
        'ON CONFLICT DO UPDATE SET amount = amount + excluded.amount',
    ),
    countCalls: database.prepare('UPDATE import SET calls = calls + ? WHERE id = ?'),
    insertRow: database.prepare(
      'INSERT INTO imported_row (key, import_id, slot) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
    ),
    selectRow: database.prepare('SELECT 1 FROM imported_row WHERE key = ?'),
  };
}
