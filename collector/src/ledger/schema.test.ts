import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openLedgerDatabase } from './database.ts';
import { Ledger } from './ledger.ts';
import { streamKeyFactory } from './stream-key.ts';

/** The statements of schema 1 as they were released; kept here so that no later edit of ours changes the fixture. */
const SCHEMA_1 = `
  CREATE TABLE series (
    id INTEGER PRIMARY KEY, metric TEXT NOT NULL, job TEXT NOT NULL, labels TEXT NOT NULL, live_since INTEGER,
    total INTEGER NOT NULL DEFAULT 0, histogram TEXT, UNIQUE (metric, job, labels)
  ) STRICT;
  CREATE TABLE stream (
    key BLOB PRIMARY KEY, series_id INTEGER NOT NULL REFERENCES series (id), last_unix_nano INTEGER NOT NULL,
    last_value INTEGER NOT NULL DEFAULT 0, last_histogram TEXT
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE spend (
    slot INTEGER NOT NULL, series_id INTEGER NOT NULL REFERENCES series (id), amount INTEGER NOT NULL,
    PRIMARY KEY (slot, series_id)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE budget_cost (
    budget TEXT NOT NULL, currency TEXT NOT NULL, total INTEGER NOT NULL, PRIMARY KEY (budget, currency)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE imported_row (key BLOB PRIMARY KEY) STRICT, WITHOUT ROWID;
  PRAGMA application_id = ${0x4f544c59};
  PRAGMA user_version = 1;
`;

const MODULE = (name: string) => JSON.stringify(new URL(name, import.meta.url).href);
const EVERYTHING = { from: 0, to: 4_000_000_000 };
const DAY = Date.parse('2026-03-01T00:00:00Z') / 1000;
const SLOTS = 3 * 96;
const RESOURCE = { 'service.name': 'shop' };
const START_NANO = BigInt(DAY) * 1_000_000_000n;
const HISTOGRAM = { count: 3, sum: 0.75, bounds: [0.5, 1], bucketCounts: [2, 1, 0] };
const BIG = 9_007_199_254_740_993n;

/** Writes the ledger of a collector of schema 1 that has run for three days and imported two rows. */
function makeLedgerOfSchema1(folder: string): void {
  const database = new DatabaseSync(join(folder, 'ledger.db'));
  database.exec('PRAGMA journal_mode = WAL;');
  database.exec(SCHEMA_1);
  const series = database.prepare('INSERT INTO series VALUES (?, ?, ?, ?, ?, ?, ?)');
  series.run(1, 'outlay.cost.usd', 'shop', '{"provider":"openai"}', 1_772_000_000_000, BIG, null);
  series.run(2, 'outlay.request.duration', 'shop', '{}', 1_772_000_000_000, 0, JSON.stringify(HISTOGRAM));
  series.run(3, 'outlay.cost.usd', 'import', '{"provider":"resend"}', null, 0, null);
  const stream = database.prepare('INSERT INTO stream VALUES (?, ?, ?, ?, ?)');
  const keyOf = streamKeyFactory(RESOURCE);
  const key = (metric: string, attributes: Record<string, string>) =>
    keyOf('scope', metric, attributes, START_NANO);
  stream.run(key('outlay.cost.usd', { provider: 'openai' }), 1, START_NANO + 1n, BIG, null);
  stream.run(key('outlay.request.duration', {}), 2, START_NANO + 1n, 0, JSON.stringify(HISTOGRAM));
  const spend = database.prepare('INSERT INTO spend VALUES (?, ?, ?)');
  for (let i = 0; i < SLOTS; i += 1) {
    for (const id of [1, 2, 3]) spend.run(DAY + i * 900, id, BigInt(i) * 7n + BigInt(id));
  }
  database.prepare('INSERT INTO budget_cost VALUES (?, ?, ?)').run('openai', 'EUR', BIG);
  for (const byte of [1, 2]) {
    database.prepare('INSERT INTO imported_row VALUES (?)').run(Buffer.alloc(32, byte));
  }
  database.close();
}

/** Sum of `i * 7 + id` over quarter hours, from one up to another. */
function expectedSum(id: number, from: number, to: number): bigint {
  let sum = 0n;
  for (let i = from; i < to; i += 1) sum += BigInt(i) * 7n + BigInt(id);
  return sum;
}

describe('a ledger of schema 1', () => {
  let folder: string;
  const migrated = () => openLedgerDatabase(folder);

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'outlay-schema-'));
    makeLedgerOfSchema1(folder);
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  function expectItsFigures(): void {
    const database = migrated();
    const ledger = new Ledger(database);
    const rows = [...ledger.series()].map(({ id, total, histogram, liveSince, job }) => [
      id,
      total,
      histogram,
      liveSince,
      job,
    ]);
    expect(rows).toEqual([
      [1, BIG, undefined, 1_772_000_000_000, 'shop'],
      [2, 0n, HISTOGRAM, 1_772_000_000_000, 'shop'],
      [3, 0n, undefined, undefined, 'import'],
    ]);
    expect([...ledger.sumBySeries(EVERYTHING)]).toEqual(
      [1, 2, 3].map((id) => [id, expectedSum(id, 0, SLOTS)]),
    );
    const days = database
      .prepare('SELECT day, series_id, amount FROM spend_day ORDER BY day, series_id')
      .all();
    expect(days).toEqual(
      [0, 1, 2].flatMap((day) =>
        [1, 2, 3].map((id) => ({
          day: DAY + day * 86_400,
          series_id: id,
          amount: Number(expectedSum(id, day * 96, (day + 1) * 96)),
        })),
      ),
    );
    expect(ledger.budgetCounters.total('openai', 'EUR')).toBe(BIG);
    expect([1, 2, 3].map((byte) => ledger.hasImportedRow(Buffer.alloc(32, byte)))).toEqual([
      true,
      true,
      false,
    ]);
    expect(database.prepare('PRAGMA integrity_check').get()).toEqual({ integrity_check: 'ok' });
    expect(database.prepare('PRAGMA foreign_key_check').all()).toEqual([]);
    ledger.close();
  }

  it('has the same figures after the migration, its days beside its quarter hours', () => {
    expectItsFigures();
    expectItsFigures();
  });

  it('gives the room of purged rows back after the migration, as a new ledger does', () => {
    const vacuumOf = (path: string) => {
      const database = openLedgerDatabase(path);
      const mode = database.prepare('PRAGMA auto_vacuum').get();
      database.close();
      return mode;
    };
    expect(vacuumOf(folder)).toEqual({ auto_vacuum: 2 });
    expect(vacuumOf(join(folder, 'new'))).toEqual({ auto_vacuum: 2 });
  });

  it('keeps its streams: what was exported before is not booked again', async () => {
    const ledger = new Ledger(migrated());
    const outcome = await ledger.book(
      [
        {
          resource: RESOURCE,
          scopes: [
            {
              scopeName: 'scope',
              metrics: [
                {
                  name: 'outlay.request.duration',
                  data: {
                    kind: 'histogram',
                    temporality: 'cumulative',
                    points: [
                      {
                        ...HISTOGRAM,
                        attributes: {},
                        startUnixNano: START_NANO,
                        timeUnixNano: START_NANO + 1n,
                      },
                    ],
                  },
                },
              ],
            },
          ],
        },
      ],
      new Date(DAY * 1000),
    );
    expect([...outcome.dropped]).toEqual([['duplicate', 1]]);
    ledger.close();
  });

  it('is usable when the migration was killed before its end', async () => {
    // Everything of the migration is written but the commit.
    const killed = `
      const { DatabaseSync } = await import('node:sqlite');
      const exec = DatabaseSync.prototype.exec;
      DatabaseSync.prototype.exec = function (sql) {
        if (sql === 'COMMIT') process.kill(process.pid, 'SIGKILL');
        return exec.call(this, sql);
      };
      const { openLedgerDatabase } = await import(${MODULE('database.ts')});
      openLedgerDatabase(${JSON.stringify(folder)});`;
    const child = promisify(execFile)(process.execPath, [
      '--conditions=outlay-source',
      '--input-type=module',
      '-e',
      killed,
    ]);
    await expect(child).rejects.toMatchObject({ signal: 'SIGKILL' });

    const database = new DatabaseSync(join(folder, 'ledger.db'));
    expect(database.prepare('PRAGMA user_version').get()).toEqual({ user_version: 1 });
    expect(database.prepare('SELECT count(*) AS rows FROM spend').get()).toEqual({ rows: 3 * SLOTS });
    database.close();
    expectItsFigures();
  });
});
