import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openLedgerDatabase } from '../ledger/database.ts';
import { Ledger } from '../ledger/ledger.ts';
import type { MetricsExport } from '../otlp/metrics.ts';
import { BudgetBook } from './budget-book.ts';
import { parseBudgets } from './load-configuration.ts';
import { startForecasts } from './start-forecasts.ts';

const DAY_MS = 86_400_000;

describe('the forecasts of budgets', () => {
  let directory: string;
  let ledger: Ledger;
  let now: Date;
  let stop: () => void;
  let bookings = 0;

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'outlay-forecasts-'));
    ledger = new Ledger(openLedgerDatabase(directory));
    now = new Date('2026-11-22T12:00:00Z');
    stop = () => undefined;
  });
  afterEach(async () => {
    stop();
    await ledger.close();
    rmSync(directory, { recursive: true });
  });

  async function spend(at: string | number, usd: number, attributes: Record<string, string> = {}) {
    const timeUnixNano = BigInt(new Date(at).getTime()) * 1_000_000n;
    const points = [{ attributes, startUnixNano: timeUnixNano - 1n, timeUnixNano, value: usd }];
    const data = { kind: 'sum', temporality: 'cumulative', monotonic: true, points } as const;
    bookings += 1;
    const batch: MetricsExport = [
      {
        resource: { 'service.name': 'shop', 'service.instance.id': String(bookings) },
        scopes: [{ scopeName: 'test', metrics: [{ name: 'outlay.cost.usd', data }] }],
      },
    ];
    await ledger.book(batch, now);
  }

  /** The same each day at noon, for so many days before the given one. */
  async function spendDaily(before: string, days: number, usd: number) {
    for (let ago = days; ago > 0; ago -= 1)
      await spend(Date.parse(`${before}T12:00:00Z`) - ago * DAY_MS, usd);
  }

  async function start(yaml: string) {
    const budgets = new BudgetBook(ledger, parseBudgets(yaml, 'budgets.yaml'));
    const onError = (error: unknown) => {
      throw error;
    };
    stop = startForecasts(budgets, { clock: () => now, onError });
    await reading(budgets);
    return budgets;
  }

  async function reading(budgets: BudgetBook) {
    while (budgets.states(now).some(({ projectionReason }) => projectionReason?.endsWith('being read'))) {
      await turn();
    }
  }

  const only = (budgets: BudgetBook) => budgets.states(now)[0];

  it('come from the days that the ledger has, and say how many', async () => {
    await spendDaily('2026-11-22', 40, 10);
    const state = only(await start('budgets: [{ name: all, limit: 288 }]'));
    expect(state?.projection).toMatchObject({ method: 'learned', historyDays: 40, runRatePerDay: 10 });
    // 21 days are over, half of today, and eight are to come.
    expect(state?.projection?.middle).toBeCloseTo(210 + 5 * 0.75 + 80, 0);
    expect(state?.projectedOver).toBe(true);
    const { low, middle, high } = state?.projection?.daysUntilLimit ?? {};
    expect(middle).toBeCloseTo(0.5 + (78 - 3.75) / 10, 6);
    expect(low).toBeLessThan(middle ?? 0);
    expect(high).toBeNull();
  });

  it('stand in the first minute of a period', async () => {
    now = new Date('2026-12-01T00:00:01Z');
    await spendDaily('2026-12-01', 40, 10);
    const { projection } = only(await start('budgets: [{ name: all, limit: 280 }]')) ?? {};
    expect(projection?.middle).toBeCloseTo(310, 0);
    expect(projection?.low).toBeGreaterThan(200);
  });

  it('are there from the first spend on, of new budgets of a template too', async () => {
    const budgets = await start('budgets: [{ name: "{tenant}", limit: 5, match: { tenant: "*" } }]');
    expect(budgets.states(now)).toEqual([]);
    await spend('2026-11-22T11:00:00Z', 1, { tenant: 'acme' });
    const { projection } = only(budgets) ?? {};
    expect(projection).toMatchObject({ method: 'pace', historyDays: 0, runRatePerDay: null });
    expect(projection?.middle).toBeCloseTo(2 + 8 * 2, 6);
  });

  it('say why there is none', async () => {
    const budgets = await start(`budgets:
      - { name: all, limit: 5 }
      - { name: later, limit: 5, period: { from: 2027-01-01, to: 2027-02-01 } }`);
    const reasons = budgets
      .states(now)
      .map(({ projection, projectionReason }) => [projection, projectionReason]);
    expect(reasons).toEqual([
      [null, 'nothing was spent yet that could go on'],
      [null, 'the period has not begun'],
    ]);
  });

  it('move with each booking, and learn when the day is over', async () => {
    await spendDaily('2026-11-22', 10, 10);
    const budgets = await start('budgets: [{ name: all, limit: 280 }]');
    const before = only(budgets)?.projection;
    await spend('2026-11-22T11:45:00Z', 200);
    const after = only(budgets)?.projection;
    expect(after?.middle).toBeGreaterThan((before?.middle ?? 0) + 200);
    expect(after?.low).toBeGreaterThan(300);
    expect(after?.historyDays).toBe(10);
    now = new Date('2026-11-23T06:00:00Z');
    expect(only(budgets)?.projection).toMatchObject({ historyDays: 11, runRatePerDay: (6 * 10 + 200) / 7 });
  });

  it('put a late booking where it belongs', async () => {
    await spendDaily('2026-11-22', 10, 10);
    const budgets = await start('budgets: [{ name: all, limit: 280 }]');
    expect(only(budgets)?.projection?.runRatePerDay).toBe(10);
    await spend('2026-11-20T08:00:00Z', 70);
    expect(only(budgets)?.projection?.runRatePerDay).toBe(20);
  });

  it('take in what another process brings, a minute later at the latest', async () => {
    await spendDaily('2026-11-22', 10, 10);
    const budgets = await start('budgets: [{ name: all, limit: 280 }]');
    const other = new Ledger(openLedgerDatabase(directory));
    now = new Date('2026-11-22T12:01:00Z');
    other.bookImported([
      {
        rowKey: Buffer.from('one'),
        at: new Date('2026-10-01T12:00:00Z'),
        job: 'invoice',
        labels: { provider: 'openai' },
        userId: undefined,
        cost: { nanoUsd: 5_000_000_000n, pricing: 'exact' },
        unpricedReason: undefined,
        units: new Map(),
      },
    ]);
    await other.close();
    while (only(budgets)?.projection?.historyDays === 10) await turn();
    expect(only(budgets)?.projection?.historyDays).toBe(52);
  });

  it('begin anew when the budgets change', async () => {
    await spendDaily('2026-11-22', 10, 10);
    await spend('2026-11-01T12:00:00Z', 3, { provider: 'openai' });
    const budgets = await start('budgets: [{ name: all, limit: 280 }]');
    expect(only(budgets)?.projection?.historyDays).toBe(21);
    const changed = 'budgets: [{ name: all, limit: 280, match: { provider: openai } }]';
    budgets.configure(parseBudgets(changed, 'budgets.yaml'));
    await reading(budgets);
    expect(only(budgets)?.projection?.runRatePerDay).toBe(0);
  });

  it.each([
    ['day', 'day', 10, 10],
    ['week', 'week', 70, 70],
    ['quarter', 'quarter', 920, 92 * 10],
    ['year', 'year', 400, 1300],
    ['fixed dates', '{ from: 2026-11-15, to: 2026-12-15 }', 300, 300],
  ])('of a period of %s are those of its length', async (_, period, least, most) => {
    await spendDaily('2026-11-22', 90, 10);
    await spend('2026-11-22T11:00:00Z', 5);
    const { projection } = only(await start(`budgets: [{ name: all, limit: 9, period: ${period} }]`)) ?? {};
    expect(projection?.middle).toBeGreaterThan(0.85 * least);
    expect(projection?.middle).toBeLessThan(1.1 * most);
    expect(projection?.low).toBeLessThan(projection?.middle ?? 0);
    expect(projection?.high).toBeGreaterThan(projection?.middle ?? 0);
  });

  it('cut days by the time zone, through the days of 23 and 25 hours', async () => {
    now = new Date('2026-10-27T12:00:00Z');
    // Late in the evening of each day in London, and of the day before there in New York.
    for (let day = 1; day <= 26; day += 1) {
      const hour = day < 25 ? 22 : 23;
      await spend(`2026-10-${String(day).padStart(2, '0')}T${hour}:45:00Z`, day);
    }
    const budgets = await start(`budgets:
      - { name: london, limit: 9, timeZone: Europe/London }
      - { name: kathmandu, limit: 9, timeZone: Asia/Kathmandu }`);
    const [london, kathmandu] = budgets.states(now);
    expect(london?.projection).toMatchObject({ historyDays: 26, runRatePerDay: 23 });
    // There the spend of the 26th came on the 27th, which is today.
    expect(kathmandu?.projection).toMatchObject({ historyDays: 25, runRatePerDay: 22 });
  });

  it('are in the currency of the budget, each day at its own rate', async () => {
    await spendDaily('2026-11-22', 14, 10);
    const { projection } =
      only(
        await start(`exchangeRates:
  GBP: [{ from: 2026-01-01, perUsd: 0.5 }, { from: 2026-11-20, perUsd: 0.8 }]
budgets: [{ name: all, limit: 9, currency: GBP }]`),
      ) ?? {};
    expect(projection?.runRatePerDay).toBeCloseTo((5 * 5 + 2 * 8) / 7, 9);
  });
});
