import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openLedgerDatabase } from './database.ts';
import type { Increase } from './increase.ts';
import { Ledger, LedgerWriteError } from './ledger.ts';
import type { RecordedCall } from './recorded-call.ts';

const now = new Date('2026-11-22T12:00:00Z');
const at = BigInt(Date.parse('2026-11-22T11:31:00Z')) * 1_000_000n;
const EVERYTHING = { from: 0, to: 4_000_000_000 };
const key = (byte: number) => Buffer.alloc(32, byte);

function costOf(nanoUsd: bigint): Increase {
  return {
    metric: 'outlay.cost.usd',
    job: 'shop',
    labels: { model: 'gpt-4o', provider: 'openai' },
    amount: nanoUsd,
    fromUnixNano: at,
    toUnixNano: at,
  };
}

function requestOf(seconds: number | undefined): Increase {
  const bounds = [0.1, 1];
  const bucket = seconds === undefined ? 0 : bounds.filter((bound) => seconds > bound).length;
  return {
    metric: 'outlay.request.duration',
    job: 'shop',
    labels: { provider: 'openai' },
    amount: 1n,
    fromUnixNano: at,
    toUnixNano: at,
    ...(seconds !== undefined && {
      observed: { count: 1, sum: seconds, bounds, bucketCounts: [0, 1, 2].map((i) => Number(i === bucket)) },
    }),
  };
}

const call = (byte: number, ...increases: Increase[]): RecordedCall => ({ key: key(byte), increases });

describe('Ledger.bookCalls', () => {
  let directory: string;
  let ledger: Ledger;
  const series = (metric: string) => [...ledger.series()].find((one) => one.metric === metric);
  const total = () => [...ledger.sumBySeries(EVERYTHING).values()].reduce((sum, amount) => sum + amount, 0n);

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'outlay-calls-'));
    ledger = new Ledger(openLedgerDatabase(directory));
  });
  afterEach(() => {
    ledger.close();
    rmSync(directory, { recursive: true });
  });

  it('moves counters, histograms, spend and the counters of budgets', async () => {
    ledger.setBudgetCosting(({ metric }, _slot, amount) =>
      metric === 'outlay.cost.usd' ? [{ budget: 'all', currency: 'USD', amount }] : [],
    );
    const outcome = await ledger.bookCalls(
      [call(1, costOf(70n), requestOf(0.5)), call(2, costOf(30n), requestOf(3))],
      now,
    );
    expect(outcome).toEqual({ booked: 2, known: 0, outcomes: ['booked', 'booked'] });
    expect(series('outlay.cost.usd')).toMatchObject({ total: 100n, liveSince: now.getTime() });
    expect(series('outlay.request.duration')?.histogram).toEqual({
      count: 2,
      sum: 3.5,
      bounds: [0.1, 1],
      bucketCounts: [0, 1, 1],
    });
    expect(ledger.budgetCounters.total('all', 'USD')).toBe(100n);
    const slots = [...ledger.spendRows(EVERYTHING)].map(({ slot, amount }) => [slot, amount]);
    const slot = Date.parse('2026-11-22T11:30:00Z') / 1000;
    expect(slots).toEqual([
      [slot, 100n],
      [slot, 2n],
    ]);
  });

  it('books a call of the past as spend alone: no counter, no counter of a budget, no live series', async () => {
    ledger.setBudgetCosting((_series, _slot, amount) => [{ budget: 'all', currency: 'USD', amount }]);
    const past = { ...call(1, costOf(70n), requestOf(0.5)), isPast: true };
    expect(await ledger.bookCalls([past, past], now)).toMatchObject({ outcomes: ['booked', 'known'] });
    expect(total()).toBe(71n);
    expect(ledger.budgetCounters.total('all', 'USD') ?? 0n).toBe(0n);
    for (const reopen of [false, true]) {
      if (reopen) {
        await ledger.close();
        ledger = new Ledger(openLedgerDatabase(directory));
      }
      expect(series('outlay.cost.usd')).toMatchObject({ total: 0n, liveSince: undefined });
      expect(total()).toBe(71n);
    }
    await ledger.bookCalls([call(2, costOf(5n))], now);
    expect(series('outlay.cost.usd')).toMatchObject({ total: 5n, liveSince: now.getTime() });
  });

  it('books a request of unknown duration without putting it into a bucket', async () => {
    await ledger.bookCalls([call(1, requestOf(undefined))], now);
    expect(series('outlay.request.duration')).toMatchObject({ histogram: undefined, total: 0n });
    expect(total()).toBe(1n);
  });

  it('books a call once: in one batch, in a later one, and after the collector was opened again', async () => {
    expect(await ledger.bookCalls([call(1, costOf(5n)), call(1, costOf(5n))], now)).toMatchObject({
      outcomes: ['booked', 'known'],
    });
    expect(await ledger.bookCalls([call(1, costOf(5n))], now)).toMatchObject({ booked: 0, known: 1 });
    ledger.close();
    ledger = new Ledger(openLedgerDatabase(directory));
    expect(await ledger.bookCalls([call(1, costOf(5n)), call(2, costOf(1n))], now)).toMatchObject({
      outcomes: ['known', 'booked'],
    });
    expect(series('outlay.cost.usd')?.total).toBe(6n);
    expect(total()).toBe(6n);
  });

  it('leaves out what is part of a call that was booked, and what a booked call says of others', async () => {
    const child = { ...call(1, costOf(5n)), alsoSeen: [key(90)] };
    const parent = { ...call(2, costOf(5n)), unlessSeen: [key(90)] };
    expect((await ledger.bookCalls([child, parent], now)).outcomes).toEqual(['booked', 'covered']);
    expect((await ledger.bookCalls([parent], now)).outcomes).toEqual(['covered']);
    expect(total()).toBe(5n);
  });

  it('keeps notes with the calls they come with, and takes them away', async () => {
    await ledger.bookCalls([call(1, costOf(5n))], now, new Map([['a/1', 'x']]));
    await ledger.bookCalls([], now, new Map([['a/2', 'y']]));
    ledger.close();
    ledger = new Ledger(openLedgerDatabase(directory));
    expect([...ledger.notes.startingWith('a/')]).toEqual([
      ['a/1', 'x'],
      ['a/2', 'y'],
    ]);
    await ledger.bookCalls([], now, new Map([['a/1', undefined]]));
    expect(ledger.notes.get('a/1')).toBeUndefined();
    expect(ledger.notes.get('a/2')).toBe('y');
  });

  it('books nothing and notes nothing when the disk is full, and everything once there is room', async () => {
    const database = openLedgerDatabase(directory);
    const small = new Ledger(database);
    const pages = Number(database.prepare('PRAGMA page_count').get()?.['page_count']);
    database.exec(`PRAGMA max_page_count = ${pages}`);
    const calls = Array.from({ length: 2000 }, (_, i) => ({
      key: Buffer.concat([Buffer.from(String(i).padStart(8, '0')), Buffer.alloc(24)]),
      increases: [costOf(1n)],
    }));
    const notes = new Map([['full', 'yes']]);
    await expect(small.bookCalls(calls, now, notes)).rejects.toThrow(LedgerWriteError);
    expect(small.notes.get('full')).toBeUndefined();
    expect(total()).toBe(0n);
    database.exec('PRAGMA max_page_count = 1000000');
    await expect(small.bookCalls(calls, now, notes)).resolves.toMatchObject({ booked: 2000 });
    expect(small.notes.get('full')).toBe('yes');
    expect(total()).toBe(2000n);
    small.close();
  });

  it('books what is derived from an export with it, once for each increase', async () => {
    ledger.setDerivation(({ increases, scopes }) => ({
      increases: increases.map(({ series: { job }, increase, fromUnixNano, toUnixNano }) => ({
        ...costOf(typeof increase === 'bigint' ? increase : BigInt(increase.sum)),
        job,
        fromUnixNano,
        toUnixNano,
      })),
      notes: new Map(scopes.map(({ scopeName }) => [`scope/${scopeName}`, 'seen'])),
    }));
    const tokens = (sum: number, minute: bigint) => [
      {
        resource: { 'service.name': 'shop' },
        scopes: [
          {
            scopeName: 'other.sdk',
            metrics: [
              {
                name: 'gen_ai.client.token.usage',
                data: {
                  kind: 'histogram' as const,
                  temporality: 'cumulative' as const,
                  points: [
                    {
                      attributes: { 'gen_ai.token.type': 'input' },
                      startUnixNano: at - 60_000_000_000n,
                      timeUnixNano: at + minute * 60_000_000_000n,
                      count: 1,
                      sum,
                      bucketCounts: [1],
                      bounds: [],
                    },
                  ],
                },
              },
            ],
          },
        ],
      },
    ];
    for (const [sum, minute] of [
      [10, 0n],
      [10, 0n],
      [25, 1n],
    ] as const) {
      await ledger.book(tokens(sum, minute), now);
    }
    expect(series('outlay.cost.usd')?.total).toBe(25n);
    expect(ledger.notes.get('scope/other.sdk')).toBe('seen');
  });
});
