/**
 * One entry per schema version; an older ledger runs through those it lacks, in order, in one transaction. Never edit a
 * released one. `histogram_blob(json)` is there while migrations run: see histogram-blob.ts.
 */
export const MIGRATIONS: readonly string[] = [
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
  `
  -- When telemetry last spoke of the series, in ms since the epoch; null: imported only. What is known of a v1 ledger is
  -- that it was in use until now.
  ALTER TABLE series ADD COLUMN last_seen INTEGER;
  UPDATE series SET last_seen = unixepoch() * 1000 WHERE live_since IS NOT NULL;

  -- The last batch of the journal that is in the series' total, histogram, spend and spend by day.
  ALTER TABLE series ADD COLUMN journal_id INTEGER NOT NULL DEFAULT 0;

  -- Histograms as packed numbers (histogram-blob.ts): a start reads them all, and JSON takes it ten times as long.
  ALTER TABLE series RENAME COLUMN histogram TO histogram_json;
  ALTER TABLE series ADD COLUMN histogram BLOB;
  UPDATE series SET histogram = histogram_blob(histogram_json) WHERE histogram_json IS NOT NULL;
  ALTER TABLE series DROP COLUMN histogram_json;

  -- Streams have a number, so that the journal can speak of them in a few bytes.
  CREATE TABLE stream_v2 (
    id             INTEGER PRIMARY KEY,
    key            BLOB NOT NULL UNIQUE,   -- SHA-256 of resource, scope, metric, attributes and start time
    series_id      INTEGER NOT NULL,
    last_unix_nano INTEGER NOT NULL,
    last_value     INTEGER NOT NULL DEFAULT 0,
    last_histogram BLOB,                   -- histogram-blob.ts
    last_seen      INTEGER NOT NULL        -- the collector's clock at the last export, in ms since the epoch
  ) STRICT;
  INSERT INTO stream_v2 (key, series_id, last_unix_nano, last_value, last_histogram, last_seen)
    SELECT key, series_id, last_unix_nano, last_value, histogram_blob(last_histogram), unixepoch() * 1000
    FROM stream ORDER BY series_id, key;
  DROP TABLE stream;
  ALTER TABLE stream_v2 RENAME TO stream;

  -- The quarter hours of each UTC day added up, written with them: what long reports read, and what stays when the
  -- quarter hours are purged. By day first, so that what is being written lies together.
  CREATE TABLE spend_day (
    day       INTEGER NOT NULL,            -- start of the day in UTC, seconds since the epoch
    series_id INTEGER NOT NULL,
    amount    INTEGER NOT NULL,            -- as in spend
    PRIMARY KEY (day, series_id)
  ) STRICT, WITHOUT ROWID;
  INSERT INTO spend_day (day, series_id, amount)
    SELECT slot - slot % 86400 AS day, series_id, sum(amount) FROM spend GROUP BY day, series_id;

  -- Days that are over, packed (day-pack.ts): a year of them is read in a tenth of the time that its rows take. Whoever
  -- writes to a day takes its pack away; a pack without cells is being made.
  CREATE TABLE day_pack (
    day   INTEGER PRIMARY KEY,
    cells BLOB
  ) STRICT;
  CREATE TRIGGER day_pack_after_insert AFTER INSERT ON spend_day BEGIN
    DELETE FROM day_pack WHERE day = NEW.day;
  END;
  CREATE TRIGGER day_pack_after_update AFTER UPDATE ON spend_day BEGIN
    DELETE FROM day_pack WHERE day = NEW.day;
  END;
  CREATE TRIGGER day_pack_after_delete AFTER DELETE ON spend_day BEGIN
    DELETE FROM day_pack WHERE day = OLD.day;
  END;

  -- Batches that are acknowledged and not yet folded into the tables above.
  CREATE TABLE journal (
    id      INTEGER PRIMARY KEY,
    entries BLOB NOT NULL
  ) STRICT;

  -- The last batch of the journal that is in the total.
  ALTER TABLE budget_cost ADD COLUMN journal_id INTEGER NOT NULL DEFAULT 0;

  -- Keys of calls that come one by one. With a row id, so that the oldest are found without an index of their own.
  CREATE TABLE seen_call (
    key BLOB PRIMARY KEY NOT NULL,
    at  INTEGER NOT NULL                   -- when it was received, in ms since the epoch
  ) STRICT;

  -- Imports, what each of them booked, and which rows are its own, so that it can be undone. Rows of v1 have none.
  CREATE TABLE import (
    id    INTEGER PRIMARY KEY,
    at    INTEGER NOT NULL,                -- when it began, in ms since the epoch
    file  TEXT NOT NULL,                   -- name of the file, without its folder
    calls INTEGER NOT NULL DEFAULT 0
  ) STRICT;
  CREATE TABLE import_spend (
    import_id INTEGER NOT NULL,
    slot      INTEGER NOT NULL,
    series_id INTEGER NOT NULL,
    amount    INTEGER NOT NULL,
    PRIMARY KEY (import_id, slot, series_id)
  ) STRICT, WITHOUT ROWID;
  ALTER TABLE imported_row ADD COLUMN import_id INTEGER;
  ALTER TABLE imported_row ADD COLUMN slot INTEGER; -- the call's; null: of v1

  -- Facts about the ledger itself, such as the slot before which the quarter hours are purged.
  CREATE TABLE meta (
    name  TEXT PRIMARY KEY,
    value ANY NOT NULL
  ) STRICT, WITHOUT ROWID;
  `,
];
