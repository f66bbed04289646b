import type { DatabaseSync } from 'node:sqlite';
import { decodeJournal } from './decode-journal.ts';
import { JournalSums, budgetKey } from './journal-sums.ts';

/**
 * Adds up what the journal has and the tables do not have yet, up to a row. To be read with tables beside a collector
 * that runs, call it in one read transaction with them.
 */
export function readJournal(database: DatabaseSync, upToId = Number.MAX_SAFE_INTEGER): JournalSums {
  const first = database.prepare('SELECT min(id) AS id FROM journal WHERE id <= ?').get(upToId)?.['id'];
  if (first == null) return new JournalSums(new Map(), new Map());

  const sums = new JournalSums(foldedSeries(database, Number(first)), foldedBudgets(database, Number(first)));
  const rows = database.prepare('SELECT id, entries FROM journal WHERE id <= ? ORDER BY id');
  for (const { id, entries } of rows.iterate(upToId)) {
    sums.beginRow(Number(id));
    if (entries instanceof Uint8Array) decodeJournal(entries, sums);
  }
  return sums;
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
