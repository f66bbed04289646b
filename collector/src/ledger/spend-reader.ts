import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { bigintColumn } from './columns.ts';
import type { JournalSums } from './journal/journal-sums.ts';
import { readJournal } from './journal/read-journal.ts';
import type { SlotRange } from './period-sums.ts';
import { SpendTables } from './reading/spend-tables.ts';

/** One row of spend: what a series got in one quarter hour. */
export interface SpendRow {
  readonly seriesId: number;
  readonly slot: number;
  readonly amount: bigint;
}

/** Reads spend on the ledger's own connection: the tables, and what of the journal is not folded into them yet. */
export class SpendReader {
  readonly #database: DatabaseSync;
  readonly #tables: SpendTables;
  readonly #rows: StatementSync;
  readonly #range: StatementSync;
  readonly #upToId: () => number;
  readonly #version: StatementSync;
  /** The journal as it was decoded in this turn of the event loop: who asks for many ranges has it read once. */
  #decoded: { readonly key: string; readonly sums: JournalSums } | undefined;

  /** @param upToId the last row of the journal that counts already */
  constructor(database: DatabaseSync, upToId: () => number) {
    this.#database = database;
    this.#tables = new SpendTables(database);
    this.#rows = database.prepare(
      'SELECT slot, series_id, amount FROM spend WHERE slot >= ? AND slot < ? ORDER BY slot',
    );
    this.#rows.setReadBigInts(true);
    this.#range = database.prepare('SELECT min(slot) AS first, max(slot) AS last FROM spend');
    this.#upToId = upToId;
    this.#version = database.prepare(
      'SELECT data_version AS others, total_changes() AS own FROM pragma_data_version',
    );
  }

  /** Sums by series id. */
  sumBySeries(range: SlotRange): Map<number, bigint> {
    return this.#atOneMoment(() => {
      const lows = new Map<number, number>();
      const highs = new Map<number, number>();
      this.#tables.visit(range, (seriesId, low, high) => {
        lows.set(seriesId, (lows.get(seriesId) ?? 0) + low);
        highs.set(seriesId, (highs.get(seriesId) ?? 0) + high);
      });
      const sums = new Map<number, bigint>();
      for (const [seriesId, low] of lows) {
        sums.set(seriesId, (BigInt(highs.get(seriesId) ?? 0) << 32n) + BigInt(low));
      }
      for (const { seriesId, amount } of this.#unfolded(range)) {
        sums.set(seriesId, (sums.get(seriesId) ?? 0n) + amount);
      }
      return sums;
    });
  }

  /** The rows of a range, by time. */
  rows(range: SlotRange): SpendRow[] {
    return this.#atOneMoment(() => {
      const rows = this.#unfolded(range);
      if (rows.length === 0) return [...this.#storedRows(range)];
      const bySlot = new Map<string, SpendRow>();
      for (const row of [...this.#storedRows(range), ...rows]) {
        const key = `${row.slot} ${row.seriesId}`;
        bySlot.set(key, { ...row, amount: (bySlot.get(key)?.amount ?? 0n) + row.amount });
      }
      return [...bySlot.values()].sort((a, b) => a.slot - b.slot);
    });
  }

  /** First and last slot that have spend, in seconds since the epoch; undefined when there is none. */
  range(): { readonly first: number; readonly last: number } | undefined {
    return this.#atOneMoment(() => {
      const row = this.#range.get();
      const slots = [row?.['first'], row?.['last']].filter((slot) => typeof slot === 'number');
      for (const { slot } of this.#unfolded({ from: 0, to: Number.MAX_SAFE_INTEGER })) slots.push(slot);
      if (slots.length === 0) return undefined;
      return { first: slots.reduce((a, b) => Math.min(a, b)), last: slots.reduce((a, b) => Math.max(a, b)) };
    });
  }

  *#storedRows({ from, to }: SlotRange): Generator<SpendRow> {
    for (const { series_id, slot, amount } of this.#rows.iterate(from, to)) {
      yield { seriesId: Number(series_id), slot: Number(slot), amount: bigintColumn(amount) };
    }
  }

  #unfolded({ from, to }: SlotRange): SpendRow[] {
    const rows: SpendRow[] = [];
    for (const [seriesId, { slots, amounts }] of this.#journal().series) {
      for (const [index, slot] of slots.entries()) {
        if (slot >= from && slot < to) rows.push({ seriesId, slot, amount: amounts[index] ?? 0n });
      }
    }
    return rows;
  }

  #journal(): JournalSums {
    const upToId = this.#upToId();
    const version = this.#version.get();
    const key = `${upToId} ${String(version?.['others'])} ${String(version?.['own'])}`;
    if (this.#decoded?.key === key) return this.#decoded.sums;
    const sums = readJournal(this.#database, upToId);
    // It may be large: it is not kept for longer than who asks again and again goes on asking.
    if (this.#decoded === undefined) setImmediate(() => (this.#decoded = undefined));
    this.#decoded = { key, sums };
    return sums;
  }

  /** Tables and journal as of one moment, while another thread moves rows from the one to the others. */
  #atOneMoment<T>(read: () => T): T {
    if (this.#database.isTransaction) return read();
    this.#database.exec('BEGIN');
    try {
      return read();
    } finally {
      this.#database.exec('COMMIT');
    }
  }
}
