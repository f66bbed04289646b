import type { DatabaseSync } from 'node:sqlite';
import { histogramColumn } from './columns.ts';
import { type HistogramTotal, addToHistogram, histogramTotal } from './histogram.ts';
import { readJournalTotals } from './journal/read-journal.ts';
import type { LedgerSeries, SeriesRegistry } from './series-registry.ts';

/** Puts the series of the file into memory that are above a number, with what is only in the journal yet. */
export function loadSeries(database: DatabaseSync, registry: SeriesRegistry, afterId: number): void {
  // Arrays, and the total in halves: an object and eight big integers for each row take three times as long.
  const rows = database.prepare(
    'SELECT id, metric, job, labels, live_since, last_seen, total >> 32, total & 0xffffffff, histogram ' +
      'FROM series WHERE id > ? ORDER BY id',
  );
  rows.setReturnArrays(true);
  const quoted = memoizedQuotes();
  for (const row of rows.iterate(afterId)) {
    const [id, metric, job, labels, liveSince, lastSeen, high, low, histogram] =
      row as unknown as readonly unknown[];
    registry.load(
      {
        id: Number(id),
        metric: String(metric),
        job: String(job),
        labels: JSON.parse(String(labels)),
        liveSince: optionalNumber(liveSince),
        lastSeenMs: optionalNumber(lastSeen),
        total: bigintOf(Number(high), Number(low)),
        histogram: optionalHistogram(histogram),
      },
      // The text in the file is the one that seriesKey makes of the labels.
      `[${quoted(String(metric))},${quoted(String(job))},${String(labels)}]`,
    );
  }
  if (afterId === 0) addJournal(database, registry);
}

function addJournal(database: DatabaseSync, registry: SeriesRegistry): void {
  for (const [id, { total, histogram, lastSeenMs }] of readJournalTotals(database)) {
    const series: LedgerSeries | undefined = registry.byId(id);
    if (series === undefined) continue;
    series.total += total;
    series.lastSeenMs = lastSeenMs;
    if (histogram === undefined) continue;
    if (series.histogram === undefined) series.histogram = histogramTotal(histogram);
    else addToHistogram(series.histogram, histogram);
  }
}

/** Few metrics and jobs have many series. */
function memoizedQuotes(): (text: string) => string {
  const known = new Map<string, string>();
  return (text) => {
    let quoted = known.get(text);
    if (quoted === undefined) known.set(text, (quoted = JSON.stringify(text)));
    return quoted;
  };
}

function bigintOf(high: number, low: number): bigint {
  const total = high * 2 ** 32 + low;
  return Number.isSafeInteger(total) ? BigInt(total) : (BigInt(high) << 32n) + BigInt(low);
}

function optionalHistogram(column: unknown): HistogramTotal | undefined {
  const histogram = histogramColumn(column);
  return histogram === undefined ? undefined : histogramTotal(histogram);
}

function optionalNumber(column: unknown): number | undefined {
  return column === null || column === undefined ? undefined : Number(column);
}
