import type { DatabaseSync } from 'node:sqlite';
import type { IdRange } from './journal-sums.ts';
import { visitJournal } from './read-journal.ts';

/** Series or streams that are added up at once: some ten megabytes. */
const IDS_A_RANGE = 50_000;

/** The series and the streams that the journal speaks of, in ranges that are not too much at once. */
export function* journalRanges(
  database: DatabaseSync,
  upToId: number,
): Generator<void, { readonly series: readonly IdRange[]; readonly streams: readonly IdRange[] }> {
  const series = new Set<number>();
  const streams = new Set<number>();
  const noteSeries = (id: number) => void series.add(id);
  const noteStream = (id: number) => void streams.add(id);
  yield* visitJournal(database, upToId, {
    counterStream: noteStream,
    histogramStream: noteStream,
    spend: noteSeries,
    total: noteSeries,
    histogram: noteSeries,
  });
  return { series: rangesOf(series), streams: rangesOf(streams) };
}

function rangesOf(ids: ReadonlySet<number>): IdRange[] {
  const sorted = Float64Array.from(ids).sort();
  const ranges: IdRange[] = [];
  for (let start = 0; start < sorted.length; start += IDS_A_RANGE) {
    const part = sorted.subarray(start, start + IDS_A_RANGE);
    ranges.push({ first: part[0] ?? 0, last: part.at(-1) ?? 0 });
  }
  return ranges;
}
