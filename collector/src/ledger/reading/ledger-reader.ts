import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { openExistingLedgerDatabase } from '../database.ts';
import type { VisitAmount } from '../day-pack.ts';
import type { SlotRange } from '../period-sums.ts';
import { DAY_SECONDS, SLOT_SECONDS, dayOf } from '../slot.ts';
import { SeriesTable } from './series-table.ts';
import { SpendTables } from './spend-tables.ts';
import { UnfoldedSpend } from './unfolded-spend.ts';

/**
 * A ledger that is only read, beside a collector that may be running on it: to the nano what that collector says, what is
 * only in its journal included.
 */
export class LedgerReader {
  readonly #database: DatabaseSync;
  readonly #tables: SpendTables;
  readonly #newSeries: StatementSync;
  readonly #foldedUpTo: StatementSync;
  readonly #bounds: StatementSync;
  readonly #series = new SeriesTable();
  #lastSeriesId = 0;
  #unfolded: UnfoldedSpend | undefined;

  /** @param database a connection of the reader's own, closed with it */
  constructor(database: DatabaseSync) {
    this.#database = database;
    this.#tables = new SpendTables(database);
    this.#newSeries = database.prepare('SELECT id, metric, job, labels FROM series WHERE id > ? ORDER BY id');
    this.#foldedUpTo = database.prepare('SELECT journal_id FROM series WHERE id = ?');
    this.#bounds = database.prepare(
      'SELECT (SELECT min(slot) FROM spend) AS first_slot, (SELECT max(slot) FROM spend) AS last_slot, ' +
        '(SELECT min(day) FROM spend_day) AS first_day, (SELECT max(day) FROM spend_day) AS last_day',
    );
  }

  /**
   * Opens the ledger of a data folder.
   *
   * @throws OutlayError when there is none or it cannot be read
   */
  static open(dataDirectory: string): LedgerReader {
    return new LedgerReader(openExistingLedgerDatabase(dataDirectory));
  }

  /** Reads at one moment: what is written meanwhile is not seen. The other members are for use within it. */
  atOneMoment<T>(task: () => T): T {
    this.#database.exec('BEGIN');
    try {
      this.#loadNewSeries();
      this.#unfolded = new UnfoldedSpend(
        this.#database,
        (seriesId) => Number(this.#foldedUpTo.get(seriesId)?.['journal_id'] ?? 0),
        this.quarterHoursFrom(),
      );
      return task();
    } finally {
      this.#unfolded = undefined;
      this.#database.exec('COMMIT');
    }
  }

  series(): SeriesTable {
    return this.#series;
  }

  /** Visits amounts that add up to what each series got in the range; SpendTables says how purged days count. */
  visitSpend(range: SlotRange, visit: VisitAmount): void {
    this.#tables.visit(range, visit);
    this.#unfolded?.visit(range, visit);
  }

  /** First and last slot that have spend, in seconds since the epoch; undefined when there is none. */
  spendRange(): { readonly first: number; readonly last: number } | undefined {
    const row = this.#bounds.get();
    const [firstSlot, lastSlot, firstDay, lastDay] = ['first_slot', 'last_slot', 'first_day', 'last_day'].map(
      (name) => (typeof row?.[name] === 'number' ? row[name] : undefined),
    );
    const slots = [...(this.#unfolded?.slots() ?? [])];
    // Days whose quarter hours are purged reach further back, and tell no slot.
    if (firstDay !== undefined) {
      slots.push(firstSlot !== undefined && dayOf(firstSlot) === firstDay ? firstSlot : firstDay);
    }
    if (lastDay !== undefined) {
      slots.push(
        lastSlot !== undefined && dayOf(lastSlot) === lastDay
          ? lastSlot
          : lastDay + DAY_SECONDS - SLOT_SECONDS,
      );
    }
    if (slots.length === 0) return undefined;
    return { first: slots.reduce((a, b) => Math.min(a, b)), last: slots.reduce((a, b) => Math.max(a, b)) };
  }

  /** From when on the ledger has quarter hours, and not days alone, in seconds since the epoch; 0: all along. */
  quarterHoursFrom(): number {
    return this.#tables.quarterHoursFrom();
  }

  close(): void {
    this.#database.close();
  }

  #loadNewSeries(): void {
    for (const { id, metric, job, labels } of this.#newSeries.iterate(this.#lastSeriesId)) {
      this.#lastSeriesId = Number(id);
      this.#series.add(this.#lastSeriesId, {
        metric: String(metric),
        job: String(job),
        labels: JSON.parse(String(labels)),
      });
    }
  }
}
