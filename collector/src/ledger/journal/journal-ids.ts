import type { DatabaseSync } from 'node:sqlite';
import type { IdRange } from './journal-sums.ts';
import { visitJournal } from './read-journal.ts';

/** Series or streams that are added up at once: some ten megabytes. */
const IDS_A_RANGE = 50_000;
/** Slots of all series that are added up at once, some ten megabytes too, and those of one series more. */
const CELLS_A_RANGE = 200_000;

/** The series and the streams that the journal speaks of, in ranges that are not too much at once. */
export function* journalRanges(
  database: DatabaseSync,
  upToId: number,
): Generator<void, { readonly series: readonly IdRange[]; readonly streams: readonly IdRange[] }> {
  /** By id: how many slots, none for a stream. */
  const series = new Map<number, number>();
  const streams = new Map<number, number>();
  const lastSlots = new Map<number, number>();
  const noteSeries = (id: number) => {
    if (!series.has(id)) series.set(id, 0);
  };
  const noteStream = (id: number) => void streams.set(id, 0);
  yield* visitJournal(database, upToId, {
    counterStream: noteStream,
    histogramStream: noteStream,
    // Most of what a series gets goes to the slot of its last time: that is no cell more.
    spend: (id, slot) => {
      if (lastSlots.get(id) === slot) return;
      lastSlots.set(id, slot);
      series.set(id, (series.get(id) ?? 0) + 1);
    },
    total: noteSeries,
    histogram: noteSeries,
  });
  return { series: rangesOf(series), streams: rangesOf(streams) };
}

function rangesOf(cellsById: ReadonlyMap<number, number>): IdRange[] {
  const ranges: { first: number; last: number }[] = [];
  let [ids, cells] = [IDS_A_RANGE, 0];
  for (const id of Float64Array.from(cellsById.keys()).sort()) {
    const range = ranges.at(-1);
    if (range === undefined || ids >= IDS_A_RANGE || cells >= CELLS_A_RANGE) {
      ranges.push({ first: id, last: id });
      ids = cells = 0;
    } else range.last = id;
    ids += 1;
    cells += cellsById.get(id) ?? 0;
  }
  return ranges;
}
