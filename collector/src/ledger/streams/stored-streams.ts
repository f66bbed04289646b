import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { histogramColumn } from '../columns.ts';
import type { StoredStream, StreamTable } from './stream-table.ts';

/** The time in halves and the value as the double that it is in memory: no big integer is made for a row. */
const COLUMNS =
  'id, key, series_id, (last_unix_nano >> 32) & 0xffffffff, last_unix_nano & 0xffffffff, CAST(last_value AS REAL), ' +
  'last_histogram, last_seen';

/** The streams of the file. All that ever reported are there as long as their spend is kept; the busy ones in memory too. */
export class StoredStreams {
  readonly #database: DatabaseSync;
  readonly #find: StatementSync;
  /** Whether there may be streams in the file that are not in memory. */
  #hasOthers = false;

  constructor(database: DatabaseSync) {
    this.#database = database;
    this.#find = arrays(database, `SELECT ${COLUMNS} FROM stream WHERE key = ?`);
  }

  /**
   * Puts the streams into memory that were heard of since a time, at most so many, and those last heard of.
   *
   * @returns the highest number of a stream
   */
  load(table: StreamTable, seenSinceMs: number, maxStreams: number): number {
    const recent = this.#database.prepare('SELECT count(*) AS streams FROM stream WHERE last_seen >= ?');
    const areTooMany = Number(recent.get(seenSinceMs)?.['streams'] ?? 0) > maxStreams;
    // Sorted only where some are left out.
    const order = areTooMany ? 'ORDER BY last_seen DESC' : '';
    const rows = arrays(
      this.#database,
      `SELECT ${COLUMNS} FROM stream WHERE last_seen >= ? ${order} LIMIT ?`,
    );
    for (const row of rows.iterate(seenSinceMs, maxStreams)) table.restore(storedStream(row));
    const all = this.#database.prepare('SELECT count(*) AS streams, max(id) AS last FROM stream').get();
    this.#hasOthers = Number(all?.['streams'] ?? 0) > table.size;
    return Number(all?.['last'] ?? 0);
  }

  /** Streams were taken out of memory. */
  noteForgotten(): void {
    this.#hasOthers = true;
  }

  /** A stream that is not in memory; undefined for one that was never heard of. */
  find(key: Uint8Array): StoredStream | undefined {
    if (!this.#hasOthers) return undefined;
    const row = this.#find.get(key);
    return row === undefined ? undefined : storedStream(row);
  }
}

function arrays(database: DatabaseSync, sql: string): StatementSync {
  const statement = database.prepare(sql);
  statement.setReturnArrays(true);
  return statement;
}

function storedStream(row: unknown): StoredStream {
  const [id, key, seriesId, timeHigh, timeLow, value, histogram, lastSeen] = row as readonly unknown[];
  if (!(key instanceof Uint8Array)) throw new TypeError('a stream without a key');
  return {
    id: Number(id),
    key,
    seriesId: Number(seriesId),
    timeHigh: Number(timeHigh),
    timeLow: Number(timeLow),
    value: Number(value),
    histogram: histogramColumn(histogram),
    lastSeenMs: Number(lastSeen),
  };
}
