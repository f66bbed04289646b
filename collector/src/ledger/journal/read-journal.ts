import type { DatabaseSync } from 'node:sqlite';
import { type JournalVisitor, decodeJournal } from './decode-journal.ts';
import {
  ALL_IDS,
  type BudgetSum,
  type IdRange,
  JournalSums,
  NO_IDS,
  type SeriesSum,
  budgetKey,
} from './journal-sums.ts';

/**
 * Adds up what the journal has for series and budgets and the tables do not have yet, up to a row. To be read with tables
 * beside a collector that runs, call it in one read transaction with them.
 */
export function readJournal(database: DatabaseSync, upToId = Number.MAX_SAFE_INTEGER): JournalSums {
  const sums = unfoldedSums(database, upToId, ALL_IDS, NO_IDS);
  runToEnd(visitJournal(database, upToId, sums, (id) => sums.beginRow(id)));
  return sums;
}

/**
 * What the journal has for the totals of series and the tables do not have yet, by series; without the spend, which may be
 * thousands of slots of each.
 */
export function readJournalTotals(database: DatabaseSync): ReadonlyMap<number, SeriesSum> {
  const sums = unfoldedSums(database, Number.MAX_SAFE_INTEGER, ALL_IDS, NO_IDS);
  const visitor: JournalVisitor = {
    receivedAt: (unixMs) => sums.receivedAt(unixMs),
    total: (id, amount) => sums.total(id, amount),
    // A request of unknown duration is in no histogram: that it was seen is all there is of it.
    spend: (id) => sums.total(id, 0n),
    histogram: (id, increase) => sums.histogram(id, increase),
  };
  runToEnd(visitJournal(database, Number.MAX_SAFE_INTEGER, visitor, (id) => sums.beginRow(id)));
  return sums.series;
}

/** What the journal has for the counters of budgets and the table does not have yet. */
export function readJournalBudgets(database: DatabaseSync): Iterable<BudgetSum> {
  const sums = unfoldedSums(database, Number.MAX_SAFE_INTEGER, NO_IDS, NO_IDS);
  const visitor: JournalVisitor = {
    budgetCost: (budget, currency, amount) => sums.budgetCost(budget, currency, amount),
  };
  runToEnd(visitJournal(database, Number.MAX_SAFE_INTEGER, visitor, (id) => sums.beginRow(id)));
  return sums.budgets.values();
}

/** Sums to add the journal up in, which know what the tables have already. */
export function unfoldedSums(
  database: DatabaseSync,
  upToId: number,
  seriesRange: IdRange,
  streamRange: IdRange,
): JournalSums {
  const first = database.prepare('SELECT min(id) AS id FROM journal WHERE id <= ?').get(upToId)?.['id'];
  const firstId = Number(first ?? Number.MAX_SAFE_INTEGER);
  return new JournalSums(
    foldedSeries(database, firstId),
    foldedBudgets(database, firstId),
    seriesRange,
    streamRange,
  );
}

/** Shows the rows of the journal to a visitor, by their numbers; steps after each. */
export function* visitJournal(
  database: DatabaseSync,
  upToId: number,
  visitor: JournalVisitor,
  onRow: (id: number) => void = () => {},
): Generator<void> {
  const rows = database.prepare(
    'SELECT id, entries FROM journal WHERE id > ? AND id <= ? ORDER BY id LIMIT 1',
  );
  // A statement a row: none stays open while the caller does something else.
  for (let row = rows.get(0, upToId); row !== undefined; row = rows.get(Number(row['id']), upToId)) {
    onRow(Number(row['id']));
    if (row['entries'] instanceof Uint8Array) decodeJournal(row['entries'], visitor);
    yield;
  }
}

/** Takes all steps at once. */
export function runToEnd(steps: Iterator<void>): void {
  while (steps.next().done !== true);
}

function foldedSeries(database: DatabaseSync, firstId: number): Map<number, number> {
  const rows = database.prepare('SELECT id, journal_id FROM series WHERE journal_id >= ?').iterate(firstId);
  const folded = new Map<number, number>();
  for (const { id, journal_id } of rows) folded.set(Number(id), Number(journal_id));
  return folded;
}

function foldedBudgets(database: DatabaseSync, firstId: number): Map<string, number> {
  const rows = database.prepare('SELECT budget, currency, journal_id FROM budget_cost WHERE journal_id >= ?');
  return new Map(
    rows
      .all(firstId)
      .map(({ budget, currency, journal_id }) => [
        budgetKey(String(budget), String(currency)),
        Number(journal_id),
      ]),
  );
}
