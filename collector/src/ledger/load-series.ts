import type { DatabaseSync } from 'node:sqlite';
import { bigintColumn, histogramColumn } from './columns.ts';
import { type HistogramTotal, addToHistogram, histogramTotal } from './histogram.ts';
import { readJournal } from './journal/read-journal.ts';
import type { LedgerSeries, SeriesRegistry } from './series-registry.ts';

/** Puts the series of the file into memory that are above a number, with what is only in the journal yet. */
export function loadSeries(database: DatabaseSync, registry: SeriesRegistry, afterId: number): void {
  const rows = database.prepare(
    'SELECT id, metric, job, labels, live_since, last_seen, total, histogram FROM series WHERE id > ? ORDER BY id',
  );
  rows.setReadBigInts(true);
  for (const row of rows.iterate(afterId)) {
    registry.load({
      id: Number(row['id']),
      metric: String(row['metric']),
      job: String(row['job']),
      labels: JSON.parse(String(row['labels'])),
      liveSince: optionalNumber(row['live_since']),
      lastSeenMs: optionalNumber(row['last_seen']),
      total: bigintColumn(row['total']),
      histogram: optionalHistogram(row['histogram']),
    });
  }
  if (afterId === 0) addJournal(database, registry);
}

function addJournal(database: DatabaseSync, registry: SeriesRegistry): void {
  for (const [id, { total, histogram, lastSeenMs }] of readJournal(database).series) {
    const series: LedgerSeries | undefined = registry.byId(id);
    if (series === undefined) continue;
    series.total += total;
    series.lastSeenMs = lastSeenMs;
    if (histogram === undefined) continue;
    if (series.histogram === undefined) series.histogram = histogramTotal(histogram);
    else addToHistogram(series.histogram, histogram);
  }
}

function optionalHistogram(column: unknown): HistogramTotal | undefined {
  const histogram = histogramColumn(column);
  return histogram === undefined ? undefined : histogramTotal(histogram);
}

function optionalNumber(column: unknown): number | undefined {
  return column === null || column === undefined ? undefined : Number(column);
}
