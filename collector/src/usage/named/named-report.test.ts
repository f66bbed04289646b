import { DatabaseSync } from 'node:sqlite';
import { beforeEach, describe, expect, it } from 'vitest';
import { Ledger } from '../../ledger/ledger.ts';
import { LedgerReader } from '../../ledger/reading/ledger-reader.ts';
import { migrate } from '../../ledger/schema.ts';
import { queryUsage } from '../query.ts';
import { runNamedReport } from './named-report.ts';
import { type NamedReportBody, namedReportBodySchema } from './named-report-body.ts';
import { REPORT_NAMES, type ReportName } from './report-names.ts';
import type { NamedReportOptions } from './report-options.ts';

/** One body has several names: that whose names hold this one. */
type BodyOf<Name, Body = NamedReportBody> = Body extends { report: infer Names }
  ? Name extends Names
    ? Body
    : never
  : never;

describe('runNamedReport', () => {
  let ledger: Ledger;
  let reader: LedgerReader;
  let calls = 0;

  function book(at: string, user: string, nanoUsd: bigint, feature = 'search'): void {
    calls += 1;
    ledger.bookImported([
      {
        rowKey: Buffer.from(String(calls)),
        at: new Date(at),
        job: 'shop',
        labels: { provider: 'openai', feature },
        userId: user,
        cost: { nanoUsd, pricing: 'exact' },
        unpricedReason: undefined,
        units: new Map(),
      },
    ]);
  }

  async function run<Name extends ReportName>(name: Name, options: Partial<NamedReportOptions> = {}) {
    const body = await runNamedReport(name, (query) => queryUsage(reader, query), {
      ...{ from: undefined, to: undefined, timeZone: 'UTC', where: undefined, sort: undefined },
      ...{ top: undefined, by: undefined, now: new Date('2026-03-30T12:00:00Z') },
      ...options,
    });
    expect(namedReportBodySchema.parse(body)).toEqual(body);
    return body as BodyOf<Name>;
  }

  beforeEach(() => {
    const database = new DatabaseSync(':memory:');
    migrate(database);
    ledger = new Ledger(database);
    reader = new LedgerReader(database);
    book('2026-02-10T12:00:00Z', 'ann', 5_000_000_000n);
    book('2026-02-28T23:00:00Z', 'bob', 1_000_000_000n);
    book('2026-03-02T12:30:00Z', 'ann', 4_000_000_000n, 'mail');
    book('2026-03-29T00:30:00Z', 'ann', 2_000_000_000n);
    book('2026-03-29T01:30:00Z', 'bob', 3_000_000_000n);
    book('2026-03-30T11:59:00Z', 'ann', 1n);
  });

  it('holds the month to date against the same days of the last, and against all of it', async () => {
    const { usage, previousMonth } = await run('month', { now: new Date('2026-03-20T12:00:00Z') });
    expect([usage.from, usage.to]).toEqual(['2026-03-01T00:00:00.000Z', '2026-03-20T12:00:00.000Z']);
    expect(usage.total).toMatchObject({ costUsd: 4, costTrend: 'down', previousPeriod: { costUsd: 5 } });
    expect(previousMonth).toMatchObject({ from: '2026-02-01T00:00:00.000Z', costNanoUsd: '6000000000' });
  });

  it('adds hours up by the clock of the zone, across the night that summer time begins in', async () => {
    const { hours } = await run('peak-hours', { timeZone: 'Europe/London' });
    const spent = hours.filter(({ costUsd }) => costUsd > 0);
    expect(spent.map(({ weekday, hour, costNanoUsd }) => [weekday, hour, costNanoUsd])).toEqual([
      // 12:59 by summer time; the 2nd of March, four weeks before, is out of the range.
      [1, 12, '1'],
      [7, 0, '2000000000'],
      // 01:30 in UTC is 02:30 there: one o'clock did not happen.
      [7, 2, '3000000000'],
    ]);
    expect(hours).toHaveLength(168);
  });

  it('counts a user once a day and once in all', async () => {
    const { rows, total, from } = await run('users');
    expect(from).toBe('2026-03-17T00:00:00.000Z');
    expect([rows.length, total]).toEqual([14, 2]);
    expect(rows.slice(-2).map(({ users }) => users)).toEqual([2, 1]);
    expect((await run('users', { by: 'hour' })).rows.map(({ users }) => users)).toEqual([
      ...Array.from({ length: 11 }, () => 0),
      1,
    ]);
  });

  it('ranks features and users over 30 days, and adds the others up', async () => {
    const features = await run('top-features', { top: 1 });
    expect(features.usage.rows.map((row) => [row['feature'], row.costNanoUsd, row.otherGroups])).toEqual([
      ['search', '5000000001', undefined],
      [undefined, '4000000000', 1],
    ]);
    const users = await run('top-users');
    expect(users.usage.rows.map((row) => [row['user'], row.costUsd])).toEqual([
      ['ann', 6.000000001],
      ['bob', 3],
    ]);
  });

  it('holds each day against the same weekday two weeks before', async () => {
    const { usage } = await run('daily');
    expect(usage.previousPeriod).toEqual({
      from: '2026-03-03T00:00:00.000Z',
      to: '2026-03-16T12:00:00.000Z',
    });
    expect(usage.rows.map(({ start, costTrend }) => [start?.slice(0, 10), costTrend])).toEqual([
      ['2026-03-29', 'new'],
      ['2026-03-30', 'new'],
    ]);
  });

  it.each(REPORT_NAMES)('answers %s of an empty ledger', async (name) => {
    const now = new Date('2024-03-30T12:00:00Z');
    expect((await run(name, { now })).report).toBe(name);
  });
});
