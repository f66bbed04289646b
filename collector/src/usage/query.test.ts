import { DatabaseSync } from 'node:sqlite';
import { beforeEach, describe, expect, it } from 'vitest';
import type { ImportedCall } from '../ledger/imported-call.ts';
import { Ledger } from '../ledger/ledger.ts';
import { LedgerReader } from '../ledger/reading/ledger-reader.ts';
import { migrate } from '../ledger/schema.ts';
import { type UsageQuery, queryUsage } from './query.ts';

const EVERYTHING: UsageQuery = {
  from: undefined,
  to: undefined,
  groupBy: [],
  by: undefined,
  timeZone: 'UTC',
};
const seconds = (iso: string) => Date.parse(iso) / 1000;

describe('queryUsage', () => {
  let ledger: Ledger;
  let reader: LedgerReader;
  let rows = 0;
  const call = (at: string, labels: ImportedCall['labels'], nanoUsd: bigint | undefined): ImportedCall => ({
    rowKey: Buffer.from(String((rows += 1))),
    at: new Date(at),
    job: 'shop',
    labels,
    userId: labels['tenant'] === undefined ? undefined : `user of ${labels['tenant']}`,
    cost: nanoUsd === undefined ? undefined : { nanoUsd, pricing: 'exact' },
    unpricedReason: nanoUsd === undefined ? 'unknown_model' : undefined,
    units: new Map([['input_tokens', 10]]),
  });

  beforeEach(() => {
    const database = new DatabaseSync(':memory:');
    migrate(database);
    ledger = new Ledger(database);
    reader = new LedgerReader(database);
    ledger.bookImported([
      call('2026-03-28T23:30:00Z', { provider: 'openai', model: 'gpt-5', feature: 'search' }, 1_000_000_000n),
      call('2026-03-29T00:30:00Z', { provider: 'openai', model: 'gpt-5' }, 2_000_000_000n),
      call(
        '2026-03-29T22:59:00Z',
        { provider: 'anthropic', model: 'claude', tenant: 'acme' },
        4_000_000_000n,
      ),
      call('2026-03-29T23:00:00Z', { provider: 'anthropic', model: 'claude' }, undefined),
    ]);
  });

  it('adds up cost, requests, unpriced requests and units by label, the costliest first', () => {
    const { rows: groups, total } = queryUsage(reader, { ...EVERYTHING, groupBy: ['provider'] });
    expect(groups).toMatchObject([
      {
        labels: { provider: 'anthropic' },
        costUsd: 4,
        requests: 2,
        unpriced: 1,
        units: { input_tokens: 20 },
      },
      { labels: { provider: 'openai' }, costUsd: 3, requests: 2, unpriced: 0, units: { input_tokens: 20 } },
    ]);
    expect(total).toMatchObject({ costNanoUsd: 7_000_000_000n, requests: 4, unpriced: 1 });
  });

  it('tells what is in the ledger of a range of centuries, and how far the range was', () => {
    const asked = { from: 0, to: seconds('2200-12-31T00:00:00Z') };
    const report = queryUsage(reader, { ...EVERYTHING, ...asked, by: 'hour' });
    expect(report.rows).toHaveLength(4);
    expect(report.total.costUsd).toBe(7);
    expect([report.from, report.to]).toEqual([new Date(0), new Date(asked.to * 1000)]);
  });

  it('refuses more units of time or rows than a report may have, and says what to do', () => {
    ledger.bookImported([call('2020-01-01T00:00:00Z', { provider: 'openai' }, 1n)]);
    expect(() => queryUsage(reader, { ...EVERYTHING, by: 'hour' })).toThrow(
      'the range has more than 20000 units of time (by hour): give a shorter one with from and to, or a longer unit',
    );
    expect(queryUsage(reader, { ...EVERYTHING, by: 'day' }).rows).toHaveLength(3);
    expect(() => queryUsage(reader, { ...EVERYTHING, by: 'day', maxRows: 2 })).toThrow(
      'the report has more than 2 rows: group by fewer labels',
    );
  });

  it('cuts days by the calendar of the time zone, also the one of 23 hours', () => {
    const byDay = (timeZone: string) =>
      queryUsage(reader, { ...EVERYTHING, by: 'day', timeZone }).rows.map(({ start, costUsd, requests }) => [
        start?.toISOString(),
        costUsd,
        requests,
      ]);
    expect(byDay('UTC')).toEqual([
      ['2026-03-28T00:00:00.000Z', 1, 1],
      ['2026-03-29T00:00:00.000Z', 6, 3],
    ]);
    expect(byDay('Europe/London')).toEqual([
      ['2026-03-28T00:00:00.000Z', 1, 1],
      ['2026-03-29T00:00:00.000Z', 6, 2],
      ['2026-03-29T23:00:00.000Z', 0, 1],
    ]);
  });

  it('cuts hours where the time zone has them', () => {
    const { rows: hours } = queryUsage(reader, { ...EVERYTHING, by: 'hour', timeZone: 'Asia/Kolkata' });
    expect(hours.map(({ start }) => start?.toISOString())).toEqual([
      '2026-03-28T23:30:00.000Z',
      '2026-03-29T00:30:00.000Z',
      '2026-03-29T22:30:00.000Z',
    ]);
  });

  it('keeps spend without the label apart', () => {
    const { rows: groups } = queryUsage(reader, { ...EVERYTHING, groupBy: ['feature'] });
    expect(groups.map(({ labels, costUsd }) => [labels.feature, costUsd])).toEqual([
      [undefined, 6],
      ['search', 1],
    ]);
  });

  it('reads users from the spend by user alone', () => {
    const { rows: groups, total } = queryUsage(reader, { ...EVERYTHING, groupBy: ['user', 'tenant'] });
    expect(groups).toMatchObject([{ labels: { user: 'user of acme', tenant: 'acme' }, costUsd: 4 }]);
    expect(total.costUsd).toBe(4);
    expect(() => queryUsage(reader, { ...EVERYTHING, groupBy: ['user', 'model'] })).toThrow(/not by model/);
  });

  it('tells requests as unknown, not as none, by labels that requests do not have', () => {
    const { rows: groups, total } = queryUsage(reader, { ...EVERYTHING, groupBy: ['tenant'] });
    expect(groups.map(({ labels, costUsd, requests }) => [labels.tenant, costUsd, requests])).toEqual([
      ['acme', 4, null],
      [undefined, 3, null],
    ]);
    expect(total).toMatchObject({ costUsd: 7, requests: 4 });
  });

  it('counts only what matches a filter by globs, and says unknown where requests lack the label', () => {
    const openai = queryUsage(reader, {
      ...EVERYTHING,
      where: { provider: ['open*', 'x'] },
      groupBy: ['model'],
    });
    expect(openai.rows).toMatchObject([{ labels: { model: 'gpt-5' }, costUsd: 3, requests: 2 }]);
    expect(openai.total).toMatchObject({ costUsd: 3, requests: 2, unpriced: 0, units: { input_tokens: 20 } });
    const acme = queryUsage(reader, { ...EVERYTHING, where: { tenant: ['acme'] } });
    expect(acme.total).toMatchObject({ costUsd: 4, requests: null, unpriced: null });
    const user = queryUsage(reader, { ...EVERYTHING, where: { user: ['user of *'] } });
    expect(user.total).toMatchObject({ costUsd: 4, requests: null, estimatedNanoUsd: null });
    const wrong = { ...EVERYTHING, where: { user: ['x'] }, groupBy: ['model'] };
    expect(() => queryUsage(reader, wrong)).toThrow(/not by model/);
  });

  it('tells how much of a cost is estimated', () => {
    const estimated = call('2026-03-29T01:00:00Z', { provider: 'openai', model: 'gpt-5' }, 500n);
    ledger.bookImported([{ ...estimated, cost: { nanoUsd: 300n, pricing: 'estimated' } }]);
    ledger.bookImported([
      { ...estimated, rowKey: Buffer.from('t'), cost: { nanoUsd: 200n, pricing: 'totals' } },
    ]);
    const { rows, total } = queryUsage(reader, { ...EVERYTHING, groupBy: ['provider'] });
    expect(rows.map(({ estimatedNanoUsd }) => estimatedNanoUsd)).toEqual([0n, 500n]);
    expect(total.estimatedNanoUsd).toBe(500n);
  });

  it('takes the start of a range in and leaves its end out', () => {
    const range = { from: seconds('2026-03-29T00:30:00Z'), to: seconds('2026-03-29T22:45:00Z') };
    expect(queryUsage(reader, { ...EVERYTHING, ...range }).total.costUsd).toBe(2);
  });
});
