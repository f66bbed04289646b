import type { DatabaseSync } from 'node:sqlite';
import { bigintColumn } from './columns.ts';
import { dayOf } from './slot.ts';

/** A file that was imported. */
export interface ImportRecord {
  readonly id: number;
  readonly at: Date;
  /** Name of the file, without its folder. */
  readonly file: string;
  /** Calls that it booked, those left out that another import had booked. */
  readonly calls: number;
}

/** Amounts that are taken back in one transaction: a collector beside waits some ten milliseconds. */
const AMOUNTS_A_STEP = 2_000;

/** Which files were imported and what each of them booked. */
export class ImportLog {
  readonly #database: DatabaseSync;

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  /** Opens a new import; returns its number. */
  begin(file: string, at: Date): number {
    const { lastInsertRowid } = this.#database
      .prepare('INSERT INTO import (at, file) VALUES (?, ?)')
      .run(at.getTime(), file);
    return Number(lastInsertRowid);
  }

  /** Newest first. */
  list(): ImportRecord[] {
    const rows = this.#database.prepare('SELECT id, at, file, calls FROM import ORDER BY id DESC').all();
    return rows.map(({ id, at, file, calls }) => ({
      id: Number(id),
      at: new Date(Number(at)),
      file: String(file),
      calls: Number(calls),
    }));
  }

  /**
   * Takes back what an import booked, and forgets its rows, so that the file can be imported anew. Step by step: killed
   * in between, it goes on when it is asked again.
   */
  *undo(id: number): Generator<void> {
    while (this.#inTransaction(() => this.#takeBackSome(id))) yield;
    this.#inTransaction(() => {
      this.#database.prepare('DELETE FROM imported_row WHERE import_id = ?').run(id);
      this.#database.prepare('DELETE FROM import WHERE id = ?').run(id);
    });
  }

  /** @returns whether there was something left */
  #takeBackSome(id: number): boolean {
    const select = this.#database.prepare(
      'SELECT slot, series_id, amount FROM import_spend WHERE import_id = ? ORDER BY slot, series_id LIMIT ?',
    );
    select.setReadBigInts(true);
    const rows = select.all(id, AMOUNTS_A_STEP);
    const tables = ([table, column]: readonly [string, string]) => ({
      subtract: this.#database.prepare(
        `UPDATE ${table} SET amount = amount - ? WHERE ${column} = ? AND series_id = ?`,
      ),
      removeEmpty: this.#database.prepare(
        `DELETE FROM ${table} WHERE ${column} = ? AND series_id = ? AND amount = 0`,
      ),
    });
    const [spend, spendDay] = [tables(['spend', 'slot']), tables(['spend_day', 'day'])];
    const forget = this.#database.prepare(
      'DELETE FROM import_spend WHERE import_id = ? AND slot = ? AND series_id = ?',
    );
    for (const row of rows) {
      const [slot, seriesId, amount] = [
        Number(row['slot']),
        Number(row['series_id']),
        bigintColumn(row['amount']),
      ];
      // Quarter hours may be purged already; then the day alone has it.
      spend.subtract.run(amount, slot, seriesId);
      spend.removeEmpty.run(slot, seriesId);
      spendDay.subtract.run(amount, dayOf(slot), seriesId);
      spendDay.removeEmpty.run(dayOf(slot), seriesId);
      forget.run(id, slot, seriesId);
    }
    return rows.length > 0;
  }

  #inTransaction<T>(write: () => T): T {
    this.#database.exec('BEGIN IMMEDIATE');
    try {
      const result = write();
      this.#database.exec('COMMIT');
      return result;
    } catch (error) {
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
      throw error;
    }
  }
}
