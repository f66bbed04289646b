import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { MetricsExport } from '../otlp/metrics.ts';
import { openLedgerDatabase } from './database.ts';
import { Ledger, LedgerBusyError, type LedgerOptions, LedgerWriteError } from './ledger.ts';

const EVERYTHING = { from: 0, to: 4_000_000_000 };
const DAY_MS = 86_400_000;
const BEGIN_MS = Date.parse('2026-11-22T11:00:00Z');
const now = new Date(BEGIN_MS + 60_000);
const nano = (ms: number) => BigInt(ms) * 1_000_000n;

interface Cost {
  readonly usd: number;
  readonly attributes?: Record<string, string>;
  readonly metric?: string;
  readonly temporality?: 'delta' | 'cumulative';
  readonly startMs?: number;
  readonly timeMs?: number;
}

function exportOf(costs: readonly Cost[]): MetricsExport {
  const metrics = costs.map(({ usd, attributes, metric, temporality, startMs, timeMs }) => ({
    name: metric ?? 'outlay.cost.usd',
    data: {
      kind: 'sum' as const,
      monotonic: true,
      temporality: temporality ?? ('cumulative' as const),
      points: [
        {
          attributes: attributes ?? { provider: 'openai' },
          startUnixNano: nano(startMs ?? BEGIN_MS),
          timeUnixNano: nano(timeMs ?? BEGIN_MS + 1_000),
          value: usd,
        },
      ],
    },
  }));
  return [{ resource: { 'service.name': 'shop' }, scopes: [{ scopeName: 'test', metrics }] }];
}

describe('the limits of the ledger', () => {
  let folder: string;
  let ledger: Ledger;
  const open = (options: LedgerOptions = {}) => new Ledger(openLedgerDatabase(folder), options);
  const total = () => [...ledger.sumBySeries(EVERYTHING).values()].reduce((sum, amount) => sum + amount, 0n);
  const tenants = (from: number, to: number, usd = 1) =>
    exportOf(
      Array.from({ length: to - from }, (_, i) => ({ usd, attributes: { tenant: `tenant ${from + i}` } })),
    );

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'outlay-limits-'));
  });
  afterEach(async () => {
    await ledger.close();
    rmSync(folder, { recursive: true });
  });

  it('put what is beyond the limit of series into one series of the metric and job, and lose no money', async () => {
    ledger = open({ maxSeries: 20 });
    const costed: string[] = [];
    ledger.setBudgetCosting((series, _slot, amount) => {
      costed.push(series.labels['tenant'] ?? 'none');
      return [{ budget: 'all', currency: 'USD', amount }];
    });
    await ledger.book(tenants(0, 50), now);
    await ledger.book(tenants(0, 50, 3), new Date(now.getTime() + 1));
    const series = [...ledger.series()];
    const overflow = series.filter(({ labels }) => labels['otel_metric_overflow'] === 'true');
    // Half of the series at most are of one metric.
    expect(series.map(({ labels }) => labels['tenant'] ?? 'overflow')).toEqual([
      ...Array.from({ length: 10 }, (_, i) => `tenant ${i}`),
      'overflow',
    ]);
    expect(overflow.map((each) => each.total)).toEqual([120_000_000_000n]);
    expect(total()).toBe(150_000_000_000n);
    expect(ledger.budgetCounters.total('all', 'USD')).toBe(150_000_000_000n);
    // Budgets are told whose it is all the same.
    expect(new Set(costed).size).toBe(50);
  });

  it('refuse what a series has no room for, and count the rest on through folds and starts', async () => {
    ledger = open();
    ledger.setBudgetCosting((_series, _slot, amount) => [
      { budget: 'all', currency: 'EUR', amount: 3n * amount },
    ]);
    // Ten processes of one service, each of which says two thousand million dollars: two fit into 2^62 billionths.
    const processes = Array.from({ length: 10 }, (_, i) => ({ usd: 2e9, startMs: BEGIN_MS + i }));
    const outcome = await ledger.book(exportOf(processes), now);
    expect([outcome.accepted, [...outcome.dropped]]).toEqual([2, [['sum_too_large', 8]]]);
    const again = await ledger.book(exportOf(processes), new Date(now.getTime() + 1_000));
    expect([...again.dropped]).toEqual([
      ['duplicate', 2],
      ['sum_too_large', 8],
    ]);
    await ledger.book(exportOf([{ usd: 1, attributes: { provider: 'other' } }]), now);
    expect(total()).toBe(4_000_000_001_000_000_000n);
    await ledger.fold();
    await ledger.book(exportOf([{ usd: 2, attributes: { provider: 'other' } }]), now);
    await ledger.close();
    ledger = open();
    expect(total()).toBe(4_000_000_002_000_000_000n);
    // A counter of a budget that would be more stays at its end.
    expect(ledger.budgetCounters.total('all', 'EUR')).toBe(2n ** 62n);
    expect((await ledger.book(exportOf([{ usd: 7, startMs: 1e12 }]), now)).accepted).toBe(1);
  });

  it('have room again for what a batch took that was refused', async () => {
    const database = openLedgerDatabase(folder);
    ledger = new Ledger(database);
    const pages = Number(database.prepare('PRAGMA page_count').get()?.['page_count']);
    database.exec(`PRAGMA max_page_count = ${pages}`);
    const batch = [...exportOf([{ usd: 3e9 }]), ...tenants(0, 2_000)];
    await expect(ledger.book(batch, now)).rejects.toBeInstanceOf(LedgerWriteError);
    database.exec('PRAGMA max_page_count = 1000000');
    expect((await ledger.book(batch, now)).accepted).toBe(2_001);
  });

  it('count bytes by the terabyte, and refuse counts of requests that no double holds', async () => {
    ledger = open();
    const bytes = { metric: 'outlay.usage', attributes: { unit: 'bytes_out' } };
    expect((await ledger.book(exportOf([{ usd: 4e12, ...bytes }]), now)).accepted).toBe(1);
    expect((await ledger.book(exportOf([{ usd: 5e12, startMs: 1e12, ...bytes }]), now)).accepted).toBe(0);
    const requests = (count: number, startMs: number): MetricsExport => [
      {
        resource: { 'service.name': 'shop' },
        scopes: [
          {
            scopeName: 'test',
            metrics: [
              {
                name: 'outlay.request.duration',
                data: {
                  kind: 'histogram',
                  temporality: 'cumulative',
                  points: [
                    {
                      ...{ attributes: {}, startUnixNano: nano(startMs), timeUnixNano: nano(BEGIN_MS) },
                      ...{ count, sum: 1, bounds: [], bucketCounts: [count] },
                    },
                  ],
                },
              },
            ],
          },
        ],
      },
    ];
    expect((await ledger.book(requests(2 ** 53 - 2, BEGIN_MS - 1), now)).accepted).toBe(1);
    const outcome = await ledger.book(requests(2 ** 53 - 2, BEGIN_MS - 2), now);
    expect([...outcome.dropped]).toEqual([['sum_too_large', 1]]);
  });

  it('leave other metrics their room', async () => {
    ledger = open({ maxSeries: 20 });
    await ledger.book(tenants(0, 500), now);
    await ledger.book(exportOf([{ usd: 1, metric: 'outlay.unpriced', attributes: { provider: 'x' } }]), now);
    expect([...ledger.series()].some(({ labels }) => labels['provider'] === 'x')).toBe(true);
  });

  it('keep a million label values in bounded memory, with the sum of all', async () => {
    ledger = open({ maxSeries: 100, maxStreams: 1_000 });
    const waves = 20;
    for (let wave = 0; wave < waves; wave += 1) {
      const later = new Date(now.getTime() + wave * 2_000);
      await ledger.book(tenants(wave * 500, (wave + 1) * 500), later);
      await ledger.fold();
      expect(ledger.streamCount).toBeLessThanOrEqual(1_500);
    }
    expect(total()).toBe(BigInt(waves * 500) * 1_000_000_000n);
    expect([...ledger.series()].length).toBe(51);
    // A stream of the first wave comes back: it is found on disk, and only what is new of it counts.
    const outcome = await ledger.book(tenants(3, 4, 1.5), new Date(now.getTime() + 3_600_000));
    expect(outcome.accepted).toBe(1);
    expect(total()).toBe(BigInt(waves * 500) * 1_000_000_000n + 500_000_000n);
  });

  it('let go of a stream that was idle for a week, and know it when it comes back', async () => {
    ledger = open();
    await ledger.book(exportOf([{ usd: 2 }]), now);
    expect(ledger.streamCount).toBe(1);
    const later = new Date(now.getTime() + 8 * DAY_MS);
    await ledger.book(exportOf([{ usd: 1, attributes: { provider: 'other' } }]), later);
    await ledger.fold();
    expect(ledger.streamCount).toBe(1);
    const repeated = await ledger.book(exportOf([{ usd: 2 }]), later);
    expect([...repeated.dropped]).toEqual([['duplicate', 1]]);
    await ledger.book(exportOf([{ usd: 2.25, timeMs: later.getTime() }]), later);
    expect(total()).toBe(3_250_000_000n);
  });

  it('let idle streams go when they are a tenth of all, not one by one', async () => {
    ledger = open();
    await ledger.book(tenants(0, 3), now);
    const half = new Date(now.getTime() + 4 * DAY_MS);
    await ledger.book(tenants(3, 6), half);
    const later = new Date(now.getTime() + 8 * DAY_MS);
    await ledger.book(tenants(6, 40), later);
    await ledger.fold();
    expect(ledger.streamCount).toBe(40);
    await ledger.book(tenants(40, 41), new Date(now.getTime() + 12 * DAY_MS));
    await ledger.fold();
    expect(ledger.streamCount).toBe(35);
  });

  it('refuse what would make too many wait for the disk, and book the others', async () => {
    ledger = open({ writerThread: true, maxPendingRequests: 3 });
    const answers = await Promise.allSettled(
      [1, 2, 3, 4, 5].map((usd) => ledger.book(exportOf([{ usd, timeMs: BEGIN_MS + usd }]), now)),
    );
    const refused = answers.filter(({ status }) => status === 'rejected');
    expect(answers.map(({ status }) => status)).toEqual([
      ...['fulfilled', 'fulfilled', 'fulfilled'],
      ...['rejected', 'rejected'],
    ]);
    for (const answer of refused) {
      expect(answer.status === 'rejected' && answer.reason).toBeInstanceOf(LedgerBusyError);
    }
    expect(total()).toBe(3_000_000_000n);
    await ledger.book(exportOf([{ usd: 9, timeMs: BEGIN_MS + 9 }]), now);
    expect(total()).toBe(9_000_000_000n);
  });

  it('end a batch whose row of the journal is large, whatever the requests have in bytes', async () => {
    ledger = open({ writerThread: true });
    // Two hundred points over 35 days are some 28,000 parts: a row of a quarter of a megabyte or more from each.
    const from = BEGIN_MS - 36 * DAY_MS;
    const exports = Array.from({ length: 40 }, (_, round) =>
      exportOf(
        Array.from({ length: 200 }, (__, i) => ({
          ...{ usd: 1e6, startMs: from + round, timeMs: BEGIN_MS },
          attributes: { tenant: `tenant ${i}` },
        })),
      ),
    );
    await Promise.all(exports.map((each) => ledger.book(each, now, 100)));
    await ledger.fold();
    expect(total()).toBe(8_000n * 10n ** 15n);
    // The first request goes alone; the other 39 would be one batch.
    expect(ledger.statistics().commits).toBeGreaterThan(2);
  });

  it('count what waits as JSON by the length of its body', async () => {
    ledger = open({ writerThread: true, maxPendingBytes: 12 * 1_000 });
    const answers = await Promise.allSettled(
      [600, 600, 600].map((bytes, i) =>
        ledger.book(exportOf([{ usd: i + 1, timeMs: BEGIN_MS + i }]), now, bytes),
      ),
    );
    expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected']);
  });

  it('say once that the journal cannot be folded, pause, and take no more when it is far beyond its limit', async () => {
    const told: string[] = [];
    ledger = open({ maxJournalBytes: 1, onFoldFailure: (reason) => void told.push(reason) });
    const other = new DatabaseSync(join(folder, 'ledger.db'));
    other.exec(`CREATE TRIGGER held BEFORE UPDATE ON series BEGIN SELECT RAISE(ABORT, 'held up'); END`);
    for (const usd of [1, 2, 3]) {
      await ledger.book(exportOf([{ usd, timeMs: BEGIN_MS + 1_000 * usd }]), now);
      await nextTurn();
    }
    expect(told).toEqual([expect.stringMatching(/held up/)]);
    expect(() => ledger.requireRoom()).toThrow(LedgerBusyError);
    other.exec('DROP TRIGGER held');
    other.close();
    await ledger.book(exportOf([{ usd: 4, timeMs: BEGIN_MS + 9_000 }]), now);
    await nextTurn();
    // It would be folded by now, had the last attempt not failed a moment ago.
    expect(ledger.statistics().folds).toBe(0);
    await ledger.fold();
    expect(ledger.statistics()).toMatchObject({ folds: 1, journalBytes: 0 });
    ledger.requireRoom();
    expect(total()).toBe(4_000_000_000n);
  });

  it('refuse a whole batch that the thread cannot write, keep nothing of it, and go on when it can', async () => {
    ledger = open({ writerThread: true });
    await ledger.book(exportOf([{ usd: 1 }]), now);
    // Another process holds the ledger for longer than the writer waits.
    const other = new DatabaseSync(join(folder, 'ledger.db'));
    other.exec('BEGIN IMMEDIATE');
    const attempts = [2, 3].map((usd) =>
      ledger.book(exportOf([{ usd, timeMs: BEGIN_MS + 1_000 * usd }]), now),
    );
    for (const attempt of await Promise.allSettled(attempts)) {
      expect(attempt.status === 'rejected' && attempt.reason).toBeInstanceOf(LedgerWriteError);
    }
    expect(ledger.isWritable).toBe(false);
    expect([...ledger.series()].map((series) => series.total)).toEqual([1_000_000_000n]);
    other.exec('ROLLBACK');
    other.close();
    await ledger.book(exportOf([{ usd: 3, timeMs: BEGIN_MS + 3_000 }]), now);
    expect(ledger.isWritable).toBe(true);
    expect(total()).toBe(3_000_000_000n);
    expect([...ledger.series()].map((series) => series.total)).toEqual([3_000_000_000n]);
  });

  it('work a batch out anew when an import took the number of its new series', async () => {
    ledger = open({ writerThread: true });
    await ledger.book(exportOf([{ usd: 1 }]), now);
    const importer = open();
    const call = {
      rowKey: Buffer.alloc(32, 1),
      at: now,
      job: 'import',
      labels: { provider: 'openai' },
      userId: undefined,
      cost: { nanoUsd: 500n, pricing: 'exact' as const },
      unpricedReason: undefined,
      units: new Map(),
    };
    expect(importer.bookImported([call])).toBe(1);
    await importer.close();
    await ledger.book(exportOf([{ usd: 4, attributes: { provider: 'new' } }]), now);
    const costs = [...ledger.series()].filter(({ metric }) => metric === 'outlay.cost.usd');
    expect(costs.map(({ job, labels, total: counted }) => [job, labels['provider'], counted])).toEqual([
      ['shop', 'openai', 1_000_000_000n],
      ['import', 'openai', 0n],
      ['shop', 'new', 4_000_000_000n],
    ]);
    const sums = ledger.sumBySeries(EVERYTHING);
    expect(costs.map(({ id }) => sums.get(id))).toEqual([1_000_000_000n, 500n, 4_000_000_000n]);
  });
});

describe('delta temporality', () => {
  let folder: string;
  let ledger: Ledger;
  const send = async (usd: number, fromSeconds: number, toSeconds: number) => {
    const startMs = BEGIN_MS + fromSeconds * 1_000;
    const timeMs = BEGIN_MS + toSeconds * 1_000;
    const batch = exportOf([{ usd, temporality: 'delta', startMs, timeMs }]);
    return [...(await ledger.book(batch, now)).dropped.keys()];
  };
  const total = () => [...ledger.series()].map((series) => series.total);

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'outlay-delta-'));
    ledger = new Ledger(openLedgerDatabase(folder));
  });
  afterEach(async () => {
    await ledger.close();
    rmSync(folder, { recursive: true });
  });

  it('counts each delta that begins where the last one ended or after it', async () => {
    expect(await send(1, 0, 10)).toEqual([]);
    expect(await send(2, 10, 20)).toEqual([]);
    expect(await send(4, 30, 40)).toEqual([]);
    expect(total()).toEqual([7_000_000_000n]);
  });

  it('drops and counts what is repeated, overlaps or comes out of order', async () => {
    await send(1, 0, 10);
    await send(2, 10, 20);
    for (const [from, to] of [
      [10, 20],
      [0, 10],
      [15, 30],
      [19, 19],
      [20, 20],
    ] as const) {
      expect(await send(64, from, to)).toEqual(['delta_overlap']);
    }
    expect(total()).toEqual([3_000_000_000n]);
    expect(await send(4, 20, 30)).toEqual([]);
    expect(total()).toEqual([7_000_000_000n]);
  });

  it('goes on with a stream whose clock was years ahead for one export', async () => {
    const YEARS = 100_000_000;
    await send(1, 0, 10);
    expect(await send(2, 10, YEARS)).toEqual([]);
    // Still ahead: what lies before the last one overlaps.
    expect(await send(64, 10, YEARS - 1)).toEqual(['delta_overlap']);
    expect(await send(4, 20, 30)).toEqual([]);
    expect(await send(4, 20, 30)).toEqual(['delta_overlap']);
    expect(await send(8, 30, 40)).toEqual([]);
    expect(total()).toEqual([15_000_000_000n]);
  });

  it('goes on where it stood after a crash of the collector', async () => {
    await send(1, 0, 10);
    const left = ledger;
    ledger = new Ledger(openLedgerDatabase(folder));
    expect(await send(1, 0, 10)).toEqual(['delta_overlap']);
    expect(await send(2, 10, 20)).toEqual([]);
    expect(total()).toEqual([3_000_000_000n]);
    await left.close();
  });

  it('keeps deltas and cumulative values of the same attributes apart, and adds them up in one series', async () => {
    await send(1, 0, 10);
    await ledger.book(exportOf([{ usd: 8, timeMs: BEGIN_MS + 10_000 }]), now);
    expect(ledger.streamCount).toBe(2);
    expect(total()).toEqual([9_000_000_000n]);
  });
});
