import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { queryUsage } from '../../usage/query.ts';
import { LEDGER_FILE, openLedgerDatabase } from '../database.ts';
import { LedgerReader } from '../reading/ledger-reader.ts';
import { DAY_SECONDS, SLOT_SECONDS, dayOf } from '../slot.ts';
import { type MaintenanceReport, maintain, startMaintenance } from './maintain.ts';
import { DEFAULT_RETENTION, type Retention, monthsBefore } from './retention.ts';

const NOW = new Date('2026-11-22T12:00:00Z');
const FIRST = Date.parse('2025-01-01T00:00:00Z') / 1000;
const LAST = Date.parse('2026-11-22T00:00:00Z') / 1000;
const HORIZON = Date.parse('2025-10-22T00:00:00Z') / 1000;
/** Every fifth quarter hour, so that each hour of the day and each edge of a month has some. */
const STEP = 5 * SLOT_SECONDS;

describe('maintain', () => {
  let folder: string;
  let database: DatabaseSync;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'outlay-maintain-'));
    database = openLedgerDatabase(folder);
    database.exec(`
      INSERT INTO series (id, metric, job, labels) VALUES (1, 'outlay.cost.usd', 'shop', '{"provider":"openai"}');
      WITH RECURSIVE slots(slot) AS (
        SELECT ${FIRST} UNION ALL SELECT slot + ${STEP} FROM slots WHERE slot + ${STEP} < ${LAST}
      )
      INSERT INTO spend SELECT slot, 1, 1 + slot % 977 FROM slots;
      INSERT INTO spend_day SELECT slot - slot % 86400 AS day, 1, sum(amount) FROM spend GROUP BY day;
    `);
  });
  afterEach(() => {
    database.close();
    rmSync(folder, { recursive: true });
  });

  function run(retention: Retention = DEFAULT_RETENTION): MaintenanceReport {
    const steps = maintain(database, retention, NOW);
    for (;;) {
      const step = steps.next();
      if (step.done === true) return step.value;
    }
  }
  const months = (timeZone: string) => {
    const reader = LedgerReader.open(folder);
    const { rows } = queryUsage(reader, {
      from: undefined,
      to: undefined,
      groupBy: [],
      by: 'month',
      timeZone,
    });
    reader.close();
    return rows.map(({ start, costNanoUsd }) => [start?.toISOString(), costNanoUsd]);
  };
  const spent = (from: number, to: number) => {
    const reader = LedgerReader.open(folder);
    const { total } = queryUsage(reader, { from, to, groupBy: [], by: undefined, timeZone: 'UTC' });
    reader.close();
    return total.costNanoUsd;
  };
  const count = (table: string) =>
    Number(database.prepare(`SELECT count(*) AS rows FROM ${table}`).get()?.['rows']);

  it('purges quarter hours after 13 months, but for the first and last days of months, and keeps all days', () => {
    const days = count('spend_day');
    const report = run();
    const left = database
      .prepare('SELECT DISTINCT slot - slot % 86400 AS day FROM spend WHERE slot < ?')
      .all(HORIZON);
    const daysLeft = left.map(({ day }) => new Date(Number(day) * 1000).toISOString().slice(5, 10));
    expect(daysLeft.slice(0, 4)).toEqual(['01-01', '01-31', '02-01', '02-28']);
    expect(daysLeft.every((day) => /-(01|28|30|31)$/.test(day))).toBe(true);
    expect(report.quarterHours).toBeGreaterThan(5_000);
    expect(count('spend_day')).toBe(days);
    expect(run().quarterHours).toBe(0);
  });

  it.each(['UTC', 'Asia/Kolkata', 'America/Los_Angeles', 'Pacific/Kiritimati'])(
    'leaves the months of %s as they were',
    (timeZone) => {
      const before = months(timeZone);
      expect(before.length).toBeGreaterThan(20);
      run();
      expect(months(timeZone)).toEqual(before);
    },
  );

  it('counts each purged day to one of two ranges that meet in it', () => {
    const total = spent(FIRST, LAST);
    run();
    const day = FIRST + 40 * DAY_SECONDS;
    const ofDay = spent(day, day + DAY_SECONDS);
    expect(ofDay).toBeGreaterThan(0n);
    for (const cut of [day + 900, day + 43_200, day + 43_200 + 900, day + 86_400 - 900]) {
      expect(spent(FIRST, cut) + spent(cut, LAST)).toBe(total);
      expect(spent(day, cut)).toBe(cut > day + 43_200 ? ofDay : 0n);
    }
  });

  it('lets others write after each slice', () => {
    const other = new DatabaseSync(join(folder, LEDGER_FILE), { timeout: 0 });
    const slices = maintain(database, { ...DEFAULT_RETENTION, dayMonths: 15 }, NOW);
    const written = Array.from(slices, () => other.exec('BEGIN IMMEDIATE; COMMIT;'));
    expect(written.length).toBeGreaterThan(300);
    other.close();
  });

  it('forgets streams, keys of calls and imported rows that are out of reach, and none that are not', () => {
    const old = HORIZON * 1000 - 1;
    database.exec(`
      INSERT INTO stream (key, series_id, last_unix_nano, last_seen) VALUES (x'01', 1, 0, ${old}), (x'02', 1, 0, ${old + 1});
      INSERT INTO seen_call VALUES (x'01', ${old}), (x'02', ${old + 1});
      INSERT INTO imported_row VALUES (x'01', 1, ${FIRST}), (x'02', 1, ${LAST}), (x'03', NULL, NULL);
      INSERT INTO import_spend VALUES (1, ${FIRST}, 1, 5), (1, ${LAST}, 1, 5);`);
    expect(run()).toMatchObject({ streams: 1, keys: 1, days: 0 });
    const keys = (table: string) =>
      database
        .prepare(`SELECT hex(key) AS key FROM ${table} ORDER BY key`)
        .all()
        .map(({ key }) => key);
    expect([keys('stream'), keys('seen_call'), keys('imported_row')]).toEqual([
      ['02'],
      ['02'],
      ['01', '02', '03'],
    ]);

    // Days for 15 months: 2025-08-22 and later.
    const daysFrom = monthsBefore(NOW, 15);
    expect(run({ ...DEFAULT_RETENTION, dayMonths: 15 }).days).toBe((daysFrom - FIRST) / DAY_SECONDS);
    expect(database.prepare('SELECT min(day) AS day FROM spend_day').get()).toEqual({ day: daysFrom });
    expect(
      dayOf(Number(database.prepare('SELECT min(slot) AS slot FROM spend').get()?.['slot'])),
    ).toBeGreaterThanOrEqual(daysFrom);
    expect([keys('imported_row'), count('import_spend')]).toEqual([['02', '03'], 1]);
  });

  it('gives the room of many purged rows back to the disk', () => {
    database.exec(`
      WITH RECURSIVE ids(id) AS (SELECT 2 UNION ALL SELECT id + 1 FROM ids WHERE id < 4000)
      INSERT INTO series (id, metric, job, labels) SELECT id, 'outlay.cost.usd', 'shop', '{"feature":"' || id || '"}' FROM ids;
      INSERT INTO spend SELECT ${FIRST + 40 * DAY_SECONDS} + step.value * 900, series.id, 1000000
        FROM json_each('[${Array.from({ length: 90 }, (_, i) => i).join()}]') AS step, series WHERE series.id > 1;`);
    const pages = () => Number(database.prepare('PRAGMA page_count').get()?.['page_count']);
    const before = pages();
    const report = run();
    expect(report.quarterHours).toBeGreaterThan(359_000);
    expect(report.freedPages).toBeGreaterThan(500);
    expect(pages()).toBeLessThan(before - 500);
    expect(database.prepare('PRAGMA integrity_check').get()).toEqual({ integrity_check: 'ok' });
  });

  it('begins by itself, and ends when it is told to', async () => {
    const few = FIRST + 5 * DAY_SECONDS;
    database.exec(`DELETE FROM spend WHERE slot >= ${few}; DELETE FROM spend_day WHERE day >= ${few};`);
    const reports: MaintenanceReport[] = [];
    const first = await new Promise<() => Promise<void>>((resolve, reject) => {
      const end = startMaintenance({
        database,
        retention: DEFAULT_RETENTION,
        firstAfterMs: 0,
        onRound: (report) => {
          reports.push(report);
          resolve(() => end());
        },
        onFailure: reject,
      });
    });
    await first();
    expect(reports).toMatchObject([{ streams: 0 }]);
    expect(reports[0]?.quarterHours).toBeGreaterThan(70);
    expect(reports[0]?.packedDays).toBe(5);
  });
});

describe('monthsBefore', () => {
  it.each([
    ['2026-11-22T12:00:00Z', 13, '2025-10-22'],
    ['2026-03-31T23:59:59Z', 1, '2026-02-28'],
    ['2026-01-01T00:00:00Z', 13, '2024-12-01'],
  ])('of %s, %i months, is %s', (now, months, expected) => {
    expect(new Date(monthsBefore(new Date(now), months) * 1000).toISOString()).toBe(
      `${expected}T00:00:00.000Z`,
    );
  });
});
