import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
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
