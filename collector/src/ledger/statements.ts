import type { DatabaseSync, StatementSync } from 'node:sqlite';

/** The statements of the ledger, prepared once. All read integers as bigints. */
export function prepareStatements(database: DatabaseSync) {
  const prepare = (sql: string): StatementSync => {
    const statement = database.prepare(sql);
    statement.setReadBigInts(true);
    return statement;
  };
  return {
    dataVersion: prepare('PRAGMA data_version'),
    selectSeries: prepare('SELECT id, metric, job, labels, live_since, total, histogram FROM series'),
    selectStreams: prepare('SELECT key, last_unix_nano, last_value, last_histogram FROM stream'),
    selectSpend: prepare(
      'SELECT slot, series_id, amount FROM spend WHERE slot >= ? AND slot < ? ORDER BY slot',
    ),
    sumBySeries: prepare(
      'SELECT series_id, sum(amount) AS total FROM spend WHERE slot >= ? AND slot < ? GROUP BY series_id',
    ),
    spendRange: prepare('SELECT min(slot) AS first, max(slot) AS last FROM spend'),
    upsertSeries: prepare(
      'INSERT INTO series (metric, job, labels) VALUES (?, ?, ?) ' +
        'ON CONFLICT DO UPDATE SET metric = excluded.metric RETURNING id, live_since, total, histogram',
    ),
    updateSeries: prepare(
      'UPDATE series SET total = ?, histogram = ?, live_since = ?, last_seen = ? WHERE id = ?',
    ),
    putStream: prepare(
      'INSERT INTO stream (key, series_id, last_unix_nano, last_value, last_histogram, last_seen) ' +
        'VALUES (?, ?, ?, ?, ?, ?) ' +
        'ON CONFLICT (key) DO UPDATE SET last_unix_nano = excluded.last_unix_nano, last_value = excluded.last_value, ' +
        'last_histogram = excluded.last_histogram, last_seen = excluded.last_seen',
    ),
    addSpend: prepare(
      'INSERT INTO spend (slot, series_id, amount) VALUES (?, ?, ?) ' +
        'ON CONFLICT DO UPDATE SET amount = amount + excluded.amount',
    ),
    addSpendDay: prepare(
      'INSERT INTO spend_day (day, series_id, amount) VALUES (?, ?, ?) ' +
        'ON CONFLICT DO UPDATE SET amount = amount + excluded.amount',
    ),
    insertSeenCall: prepare('INSERT INTO seen_call (key, at) VALUES (?, ?) ON CONFLICT DO NOTHING'),
    selectSeenCall: prepare('SELECT 1 FROM seen_call WHERE key = ?'),
    insertImportedRow: prepare('INSERT INTO imported_row (key) VALUES (?) ON CONFLICT DO NOTHING'),
    selectImportedRow: prepare('SELECT 1 FROM imported_row WHERE key = ?'),
  };
}
