import type { DatabaseSync } from 'node:sqlite';

/** The statements that write a batch, prepared once. */
export function prepareCommit(database: DatabaseSync) {
  return {
    dataVersion: database.prepare('PRAGMA data_version'),
    insertSeries: database.prepare(
      'INSERT INTO series (id, metric, job, labels, live_since, last_seen) VALUES (?, ?, ?, ?, ?, ?)',
    ),
    setLive: database.prepare('UPDATE series SET live_since = ? WHERE id = ?'),
    // Its state is in the journal row of the same transaction, until that is folded.
    insertStream: database.prepare(
      'INSERT INTO stream (id, key, series_id, last_unix_nano, last_seen) VALUES (?, ?, ?, 0, ?)',
    ),
    insertSeenCall: database.prepare('INSERT INTO seen_call (key, at) VALUES (?, ?)'),
    putNote: database.prepare(
      'INSERT INTO meta (name, value) VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value',
    ),
    removeNote: database.prepare('DELETE FROM meta WHERE name = ?'),
    insertJournal: database.prepare('INSERT INTO journal (id, entries) VALUES (?, ?)'),
  };
}
