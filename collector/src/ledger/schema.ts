import type { DatabaseSync } from 'node:sqlite';
import { OutlayError } from '../error.ts';

/** "OTLY": tells Outlay's ledger from any other SQLite file. */
const APPLICATION_ID = 0x4f544c59;

/** One entry per schema version; an older ledger runs through those it lacks, in order. Never edit a released one. */
const MIGRATIONS: readonly string[] = [
  `
  -- A series: one metric of one job with one set of labels, added up over the instances of the service.
  CREATE TABLE series (
    id         INTEGER PRIMARY KEY,
    metric     TEXT NOT NULL,
    job        TEXT NOT NULL,
    labels     TEXT NOT NULL,              -- JSON object, names sorted
    live_since INTEGER,                    -- ms since the epoch of the first telemetry; null: imported only
    total      INTEGER NOT NULL DEFAULT 0, -- counters: ledger units ever received as telemetry
    histogram  TEXT,                       -- histograms: JSON {count, sum, bounds, bucketCounts}
    UNIQUE (metric, job, labels)
  ) STRICT;

  -- A stream: one series as one process counts it since one start time.
  CREATE TABLE stream (
    key            BLOB PRIMARY KEY,       -- SHA-256 of resource, scope, metric, attributes and start time
    series_id      INTEGER NOT NULL REFERENCES series (id),
    last_unix_nano INTEGER NOT NULL,
    last_value     INTEGER NOT NULL DEFAULT 0,
    last_histogram TEXT
  ) STRICT, WITHOUT ROWID;

  -- What was spent and used, by quarter hour.
  CREATE TABLE spend (
    slot      INTEGER NOT NULL,            -- start of the quarter hour, seconds since the epoch
    series_id INTEGER NOT NULL REFERENCES series (id),
    amount    INTEGER NOT NULL,            -- nano-USD, millionths of a unit, or requests: see metric-kind.ts
    PRIMARY KEY (slot, series_id)
  ) STRICT, WITHOUT ROWID;

  -- Counters of budgets, in billionths of the budget's currency; they outlive periods and restarts.
  CREATE TABLE budget_cost (
    budget   TEXT NOT NULL,
    currency TEXT NOT NULL,
    total    INTEGER NOT NULL,
    PRIMARY KEY (budget, currency)
  ) STRICT, WITHOUT ROWID;

  -- Rows of imported files, so that none is booked twice.
  CREATE TABLE imported_row (
    key BLOB PRIMARY KEY                   -- SHA-256 of the row's text and its ordinal among equal rows
  ) STRICT, WITHOUT ROWID;
  `,
];

const SCHEMA_VERSION = MIGRATIONS.length;

/**
 * Brings a ledger to the current schema.
 *
 * @throws OutlayError when the file belongs to another application or a newer Outlay
 */
export function migrate(database: DatabaseSync): void {
  if (isCurrent(database)) return;
  // Locked before it is looked at again: several processes may open a new folder at the same moment.
  database.exec('BEGIN IMMEDIATE');
  try {
    runMigrations(database);
    database.exec('COMMIT');
  } catch (error) {
    database.exec('ROLLBACK');
    throw error;
  }
}

function isCurrent(database: DatabaseSync): boolean {
  return (
    readPragma(database, 'application_id') === APPLICATION_ID &&
    readPragma(database, 'user_version') === SCHEMA_VERSION
  );
}

function runMigrations(database: DatabaseSync): void {
  const applicationId = readPragma(database, 'application_id');
  const version = readPragma(database, 'user_version');
  const isEmpty =
    Number(database.prepare('SELECT count(*) AS tables FROM sqlite_schema').get()?.['tables']) === 0;
  if (!isEmpty && applicationId !== APPLICATION_ID) {
    throw new OutlayError('it is an SQLite database of another application');
  }
  if (version > SCHEMA_VERSION) {
    throw new OutlayError(
      `it was written by a newer Outlay (schema ${version}, this one knows up to ${SCHEMA_VERSION}); upgrade Outlay`,
    );
  }
  for (const [index, statements] of MIGRATIONS.entries()) {
    if (index < version) continue;
    database.exec(
      `${statements}; PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${index + 1};`,
    );
  }
}

function readPragma(database: DatabaseSync, name: string): number {
  return Number(database.prepare(`PRAGMA ${name}`).get()?.[name]);
}
