import type { DatabaseSync } from 'node:sqlite';
import { MAX_SUM, clampedAmount } from '../amount-limit.ts';
import { histogramColumn } from '../columns.ts';
import { addHistograms, sameBounds } from '../histogram.ts';
import { encodeHistogram } from '../histogram-blob.ts';
import { dayOf } from '../slot.ts';
import { journalRanges } from './journal-ids.ts';
import { type IdRange, type JournalSums, NO_IDS, type SeriesSum } from './journal-sums.ts';
import { runToEnd, unfoldedSums, visitJournal } from './read-journal.ts';

/** Rows a transaction: some ten milliseconds each, so that a batch that waits to be written waits no longer. */
const SERIES_A_SLICE = 500;
/** Slots of spend a transaction, where series have many; and those of one series more. */
const SLOTS_A_SLICE = 2_000;
const STREAMS_A_SLICE = 2_000;
const JOURNAL_ROWS_A_SLICE = 50;

/** Where the table `meta` keeps the number that the next row of the journal must be above. */
export const LAST_JOURNAL_ID = 'last_journal_id';

/**
 * Moves rows of the journal into the tables, a transaction a step, and takes them out of the journal in the end. May be
 * killed at any moment and begun again: each series knows up to which row it is folded, and a stream's state is written
 * as it is, not as it changes.
 *
 * @param upToId the last row to fold
 * @throws what SQLite throws; the step under way is then rolled back and the journal is as it was
 */
export function* foldJournal(database: DatabaseSync, upToId: number): Generator<void> {
  const last = database.prepare('SELECT max(id) AS id FROM journal WHERE id <= ?').get(upToId)?.['id'];
  if (last == null) return;
  const journalId = Number(last);
  const { series, streams } = yield* journalRanges(database, journalId);
  for (const range of series) {
    yield* foldSeries(database, yield* sumUp(database, journalId, range, NO_IDS), journalId);
  }
  for (const range of streams) {
    yield* foldStreams(database, yield* sumUp(database, journalId, NO_IDS, range));
  }
  const budgets = yield* sumUp(database, journalId, NO_IDS, NO_IDS);
  inTransaction(database, () => foldBudgets(database, budgets, journalId));
  yield;
  yield* cutJournal(database, journalId);
}

function* sumUp(
  database: DatabaseSync,
  journalId: number,
  series: IdRange,
  streams: IdRange,
): Generator<void, JournalSums> {
  const sums = unfoldedSums(database, journalId, series, streams);
  yield* visitJournal(database, journalId, sums, (id) => sums.beginRow(id));
  return sums;
}

/** Folds all that is in the journal at once: what a start after a crash does. */
export function foldWholeJournal(database: DatabaseSync): void {
  runToEnd(foldJournal(database, Number.MAX_SAFE_INTEGER));
}

function* foldSeries(database: DatabaseSync, sums: JournalSums, journalId: number): Generator<void> {
  const folder = seriesFolder(database, journalId);
  for (const slice of slices(
    sums.series,
    (slice) => slice.ids >= SERIES_A_SLICE || slice.weight >= SLOTS_A_SLICE,
    ({ slots }) => slots.length,
  )) {
    inTransaction(database, () => {
      for (const [id, sum] of slice) folder(id, sum);
    });
    yield;
  }
}

/**
 * A sum that no column holds would make every fold fail, and every start with it. Booking refuses what leads there; should it
 * be reached all the same, the figure stays at its end.
 */
function seriesFolder(database: DatabaseSync, journalId: number): (id: number, sum: SeriesSum) => void {
  const update = database.prepare(
    `UPDATE series SET total = min(total + ?, ${MAX_SUM}), last_seen = ?, journal_id = ? WHERE id = ?`,
  );
  const selectHistogram = database.prepare('SELECT histogram FROM series WHERE id = ?');
  const updateHistogram = database.prepare('UPDATE series SET histogram = ? WHERE id = ?');
  const addSpend = database.prepare(
    'INSERT INTO spend (slot, series_id, amount) VALUES (?, ?, ?) ' +
      `ON CONFLICT DO UPDATE SET amount = min(amount + excluded.amount, ${MAX_SUM})`,
  );
  const addSpendDay = database.prepare(
    'INSERT INTO spend_day (day, series_id, amount) VALUES (?, ?, ?) ' +
      `ON CONFLICT DO UPDATE SET amount = min(amount + excluded.amount, ${MAX_SUM})`,
  );
  return (id, { total, histogram, slots, amounts, lastSeenMs }) => {
    update.run(clampedAmount(total), lastSeenMs, journalId, id);
    if (histogram !== undefined) {
      const known = histogramColumn(selectHistogram.get(id)?.['histogram']);
      const merged = known && sameBounds(known, histogram) ? addHistograms(known, histogram) : histogram;
      updateHistogram.run(encodeHistogram(merged), id);
    }
    const days = new Map<number, bigint>();
    for (const [index, slot] of slots.entries()) {
      const amount = amounts[index] ?? 0n;
      addSpend.run(slot, id, clampedAmount(amount));
      days.set(dayOf(slot), (days.get(dayOf(slot)) ?? 0n) + amount);
    }
    for (const [day, amount] of days) addSpendDay.run(day, id, clampedAmount(amount));
  };
}

function* foldStreams(database: DatabaseSync, sums: JournalSums): Generator<void> {
  const update = database.prepare(
    'UPDATE stream SET last_unix_nano = ?, last_value = ?, last_histogram = ?, last_seen = ? WHERE id = ?',
  );
  for (const slice of slices(sums.streams, ({ ids }) => ids >= STREAMS_A_SLICE)) {
    inTransaction(database, () => {
      for (const [id, { timeHigh, timeLow, value, histogram, lastSeenMs }] of slice) {
        const time = (BigInt(timeHigh) << 32n) | BigInt(timeLow);
        const blob = histogram === undefined ? null : encodeHistogram(histogram);
        update.run(time, clampedAmount(BigInt(value)), blob, lastSeenMs, id);
      }
    });
    yield;
  }
}

function foldBudgets(database: DatabaseSync, sums: JournalSums, journalId: number): void {
  const add = database.prepare(
    'INSERT INTO budget_cost (budget, currency, total, journal_id) VALUES (?, ?, ?, ?) ' +
      `ON CONFLICT DO UPDATE SET total = min(total + excluded.total, ${MAX_SUM}), journal_id = excluded.journal_id`,
  );
  for (const { budget, currency, amount } of sums.budgets.values()) {
    add.run(budget, currency, clampedAmount(amount), journalId);
  }
  database
    .prepare(
      'INSERT INTO meta (name, value) VALUES (?, ?) ON CONFLICT DO UPDATE SET value = max(value, excluded.value)',
    )
    .run(LAST_JOURNAL_ID, BigInt(journalId));
}

/** Oldest rows first: what is left when it is killed between two steps still ends where the streams are. */
function* cutJournal(database: DatabaseSync, journalId: number): Generator<void> {
  const remove = database.prepare(
    'DELETE FROM journal WHERE id IN (SELECT id FROM journal WHERE id <= ? ORDER BY id LIMIT ?)',
  );
  for (;;) {
    const removed = inTransaction(database, () => remove.run(journalId, JOURNAL_ROWS_A_SLICE).changes);
    if (Number(removed) === 0) return;
    yield;
  }
}

/** The number of the last row that was ever in the journal; 0 before the first. */
export function lastJournalId(database: DatabaseSync): number {
  const select = database.prepare(
    'SELECT max((SELECT ifnull(max(id), 0) FROM journal), ifnull((SELECT value FROM meta WHERE name = ?), 0)) AS id',
  );
  return Number(select.get(LAST_JOURNAL_ID)?.['id']);
}

/** The entries by rising id, in lists: rows that lie beside each other in a table are written together. */
function* slices<V>(
  entries: ReadonlyMap<number, V>,
  isFull: (slice: { readonly ids: number; readonly weight: number }) => boolean,
  weightOf: (value: V) => number = () => 0,
): Generator<[number, V][]> {
  let slice: [number, V][] = [];
  let weight = 0;
  for (const id of [...entries.keys()].sort((a, b) => a - b)) {
    const value = entries.get(id);
    if (value === undefined) continue;
    slice.push([id, value]);
    weight += weightOf(value);
    if (!isFull({ ids: slice.length, weight })) continue;
    yield slice;
    slice = [];
    weight = 0;
  }
  if (slice.length > 0) yield slice;
}

function inTransaction<T>(database: DatabaseSync, write: () => T): T {
  database.exec('BEGIN IMMEDIATE');
  try {
    const result = write();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}
