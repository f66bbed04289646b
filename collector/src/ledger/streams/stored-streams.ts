import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { bigintColumn, histogramColumn } from '../columns.ts';
import type { StoredStream, StreamTable } from './stream-table.ts';

const COLUMNS = 'id, key, series_id, last_unix_nano, last_value, last_histogram, last_seen';

/** The streams of the file. All that ever reported are there as long as their spend is kept; the busy ones in memory too. */
export class StoredStreams {
  readonly #database: DatabaseSync;
  readonly #find: StatementSync;
  /** Whether there may be streams in the file that are not in memory. */
  #hasOthers = false;

  constructor(database: DatabaseSync) {
    this.#database = database;
    this.#find = bigints(database, `SELECT ${COLUMNS} FROM stream WHERE key = ?`);
  }

  /**
   * Puts the streams into memory that were heard of since a time, at most so many, and those last heard of.
   *
   * @returns the highest number of a stream
   */
  load(table: StreamTable, seenSinceMs: number, maxStreams: number): number {
    const rows = bigints(
      this.#database,
      `SELECT ${COLUMNS} FROM stream WHERE last_seen >= ? ORDER BY last_seen DESC LIMIT ?`,
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

function bigints(database: DatabaseSync, sql: string): StatementSync {
  const statement = database.prepare(sql);
  statement.setReadBigInts(true);
  return statement;
}

function storedStream(row: Record<string, unknown>): StoredStream {
  const time = BigInt.asUintN(64, bigintColumn(row['last_unix_nano']));
  const key = row['key'];
  if (!(key instanceof Uint8Array)) throw new TypeError('a stream without a key');
  return {
    id: Number(row['id']),
    key,
    seriesId: Number(row['series_id']),
    timeHigh: Number(time >> 32n),
    timeLow: Number(time & 0xffff_ffffn),
    value: Number(row['last_value']),
    histogram: histogramColumn(row['last_histogram']),
    lastSeenMs: Number(row['last_seen']),
  };
}
