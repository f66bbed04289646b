import { describe, expect, it } from 'vitest';
import { DatabaseSync } from 'node:sqlite';
import { Ledger } from '../ledger/ledger.ts';
import { LedgerReader } from '../ledger/reading/ledger-reader.ts';
import { migrate } from '../ledger/schema.ts';
import type { Attributes, MetricsExport } from '../otlp/metrics.ts';
import { queryUsage } from '../usage/query.ts';
import { BudgetBook } from './budget-book.ts';
import { parseBudgets } from './load-configuration.ts';

/** Books one increase per entry, each in the quarter hour before its time. */
function ledgerWith(
  spend: readonly (readonly [at: string, usd: number, attributes: Attributes, metric?: string])[],
  database = new DatabaseSync(':memory:'),
): Ledger {
  migrate(database);
  const ledger = new Ledger(database);
  for (const [index, entry] of spend.entries())
    ledger.book(exportOf(entry, index), new Date('2027-01-01T00:00:00Z'));
  return ledger;
}

function exportOf(
  [at, usd, attributes, metric]: readonly [string, number, Attributes, string?],
  index: number,
): MetricsExport {
  const timeUnixNano = BigInt(Date.parse(at)) * 1_000_000n;
  const points = [{ attributes, startUnixNano: timeUnixNano - 1n, timeUnixNano, value: usd }];
  return [
    {
      resource: { 'service.name': 'shop', 'service.instance.id': String(index) },
      scopes: [
        {
          scopeName: 'test',
          metrics: [
            {
              name: metric ?? 'outlay.cost.usd',
              data: { kind: 'sum', temporality: 'cumulative', monotonic: true, points },
            },
          ],
        },
      ],
    },
  ];
}

const book = (ledger: Ledger, yaml: string) => new BudgetBook(ledger, parseBudgets(yaml, 'budgets.yaml'));

describe('BudgetBook', () => {
  it("gives each value of a service's own label its budget, and reports group by it", () => {
    const at = '2026-11-01T00:00:01Z';
    const database = new DatabaseSync(':memory:');
    const ledger = ledgerWith(
      [
        [at, 1, { provider: 'openai', plan: 'free' }],
        [at, 2, { provider: 'openai', plan: 'pro', environment: 'staging' }],
        [at, 4, { provider: 'openai' }],
      ],
      database,
    );
    const reader = new LedgerReader(database);
    const states = book(
      ledger,
      `labels: [plan]
budgets:
  - { name: "plan-{plan}", limit: 5, match: { plan: "*" } }
  - { name: staging, limit: 5, match: { environment: staging } }`,
    ).states(new Date('2026-11-22T00:00:00Z'));
    expect(Object.fromEntries(states.map(({ name, spent }) => [name, spent]))).toEqual({
      'plan-free': 1,
      'plan-pro': 2,
      staging: 2,
    });
    const query = { from: undefined, to: undefined, by: undefined, timeZone: 'UTC' };
    const { rows } = queryUsage(reader, { ...query, groupBy: ['plan'] });
    expect(rows.map(({ labels, costUsd }) => [labels['plan'], costUsd])).toEqual([
      [undefined, 4],
      ['pro', 2],
      ['free', 1],
    ]);
    expect(() => queryUsage(reader, { ...query, groupBy: ['bot'] })).toThrow(/bot: no label of the spend/);
  });

  it('counts the spend of the current period that matches', () => {
    const ledger = ledgerWith([
      ['2026-10-31T23:59:59Z', 64, { provider: 'openai' }],
      ['2026-11-01T00:00:01Z', 1, { provider: 'openai', model: 'gpt-5' }],
      ['2026-11-30T23:59:59Z', 2, { provider: 'openai' }],
      ['2026-11-10T12:00:00Z', 4, { provider: 'anthropic' }],
      ['2026-11-10T12:00:00Z', 8, {}],
    ]);
    const budgets = book(
      ledger,
      `budgets:
        - { name: all, limit: 100 }
        - { name: openai, limit: 100, match: { provider: openai } }
        - { name: both, limit: 100, match: { provider: [open*, anthropic] } }
        - { name: gpt, limit: 100, match: { model: "gpt-?" } }
        - { name: nothing, limit: 100, match: { feature: "*" } }`,
    );
    const spent = budgets
      .states(new Date('2026-11-22T00:00:00Z'))
      .map(({ name, spent: amount }) => [name, amount]);
    expect(spent).toEqual([
      ['all', 15],
      ['openai', 3],
      ['both', 7],
      ['gpt', 1],
      ['nothing', 0],
    ]);
  });

  it('cuts months by the calendar of the time zone, also where it is half an hour off', () => {
    const ledger = ledgerWith([
      ['2026-10-31T18:29:00Z', 1, { provider: 'openai' }],
      ['2026-10-31T18:31:00Z', 2, { provider: 'openai' }],
    ]);
    const budgets = book(ledger, 'budgets: [{ name: all, limit: 9, timeZone: Asia/Kolkata }]');
    const [current, past] = budgets.history(new Date('2026-11-22T00:00:00Z'), 2)[0] ?? [];
    expect([current?.spent, past?.spent]).toEqual([2, 1]);
  });

  it('converts each part of a period at the rate of its day', () => {
    const ledger = ledgerWith([
      ['2026-11-05T12:00:00Z', 10, { provider: 'openai' }],
      ['2026-11-15T12:00:00Z', 10, { provider: 'openai' }],
    ]);
    const budgets = book(
      ledger,
      `
      exchangeRates:
        GBP: [{ from: 2026-11-10, perUsd: 0.8 }, { from: 2026-01-01, perUsd: 0.75 }]
      budgets: [{ name: all, limit: 20, currency: GBP }]`,
    );
    const [state] = budgets.states(new Date('2026-11-22T00:00:00Z'));
    expect(state).toMatchObject({
      spent: 15.5,
      spentNanoUsd: 20_000_000_000n,
      remaining: 4.5,
      status: 'warning',
    });
  });

  it('makes a budget for each value of a template, and lets one written out take its place', () => {
    const ledger = ledgerWith([
      ['2026-11-05T12:00:00Z', 1, { tenant: 'acme' }],
      ['2026-11-05T12:00:00Z', 2, { tenant: 'globex' }],
      ['2026-11-05T12:00:00Z', 4, { provider: 'openai' }],
    ]);
    const budgets = book(
      ledger,
      `budgets:
        - { name: "tenant-{tenant}", limit: 50, match: { tenant: "*" } }
        - { name: tenant-globex, limit: 7, match: { tenant: globex } }`,
    );
    const states = budgets.states(new Date('2026-11-22T00:00:00Z'));
    expect(states.map(({ name, limit, spent }) => [name, limit, spent])).toEqual([
      ['tenant-globex', 7, 2],
      ['tenant-acme', 50, 1],
    ]);
    ledger.book(
      exportOf(['2026-11-06T12:00:00Z', 3, { tenant: 'initech' }], 99),
      new Date('2026-11-22T00:00:00Z'),
    );
    expect(budgets.states(new Date('2026-11-22T00:00:00Z')).map(({ name }) => name)).toContain(
      'tenant-initech',
    );
  });

  it('counts no spend twice where two templates give one name', () => {
    const ledger = ledgerWith([]);
    const budgets = book(
      ledger,
      `
      budgets:
        - { name: "{tenant}", limit: 50, match: { tenant: "*" } }
        - { name: "{feature}", limit: 50, match: { feature: "*" } }`,
    );
    const at = '2026-11-05T12:00:00Z';
    ledger.book(exportOf([at, 3, { tenant: 'acme', feature: 'acme' }], 1), new Date(at));
    ledger.book(exportOf([at, 1, { feature: 'acme' }], 2), new Date(at));
    expect(budgets.states(new Date(at)).map(({ name, spent }) => [name, spent])).toEqual([['acme', 3]]);
    expect(ledger.budgetCounters.total('acme', 'USD')).toBe(3_000_000_000n);
  });

  it('reads budgets on users from the spend by user and never counts that twice', () => {
    const ledger = ledgerWith([
      ['2026-11-05T12:00:00Z', 3, { provider: 'openai' }],
      ['2026-11-05T12:00:00Z', 3, { 'user.id': 'u1', provider: 'openai' }, 'outlay.user.cost.usd'],
    ]);
    const budgets = book(
      ledger,
      'budgets: [{ name: all, limit: 9 }, { name: "user-{user}", limit: 9, match: { user: "*" } }]',
    );
    const states = budgets.states(new Date('2026-11-22T00:00:00Z'));
    expect(states.map(({ name, spent }) => [name, spent])).toEqual([
      ['all', 3],
      ['user-u1', 3],
    ]);
  });

  it('keeps the spend when the limit changes in mid-period', () => {
    const ledger = ledgerWith([['2026-11-05T12:00:00Z', 3, {}]]);
    const budgets = book(ledger, 'budgets: [{ name: all, limit: 2 }]');
    const now = new Date('2026-11-22T00:00:00Z');
    expect(budgets.states(now)[0]).toMatchObject({ spent: 3, status: 'exceeded', remaining: -1 });
    budgets.configure(parseBudgets('budgets: [{ name: all, limit: 30 }]', 'budgets.yaml'));
    expect(budgets.states(now)[0]).toMatchObject({ spent: 3, status: 'ok', remaining: 27 });
  });

  it.each([
    [0, 0, 'ok'],
    [0, 0.000_000_001, 'exceeded'],
    [10, 7.499_999_999, 'ok'],
    [10, 7.5, 'warning'],
    [10, 9, 'critical'],
    [10, 10, 'critical'],
    [10, 10.000_000_001, 'exceeded'],
  ])('with a limit of %d and %d spent is %s', (limit, spent, status) => {
    const ledger = ledgerWith([['2026-11-05T12:00:00Z', spent, {}]]);
    const budgets = book(ledger, `budgets: [{ name: all, limit: ${limit} }]`);
    expect(budgets.states(new Date('2026-11-22T00:00:00Z'))[0]?.status).toBe(status);
  });

  it('has no projection of a period that is over, nor where no history is kept', () => {
    const ledger = ledgerWith([['2026-11-05T12:00:00Z', 3, {}]]);
    const budgets = book(ledger, 'budgets: [{ name: all, limit: 5 }]');
    const [current, past] = budgets.history(new Date('2026-12-01T01:00:00Z'), 2)[0] ?? [];
    expect(current).toMatchObject({
      projection: null,
      projectionReason: 'no history of spend is kept here',
      projectedOver: false,
    });
    expect(past).toMatchObject({ spent: 3, projection: null, projectionReason: 'the period is over' });
  });

  it('keeps a counter per budget that neither a new period nor a new limit resets', () => {
    const ledger = ledgerWith([]);
    const budgets = book(
      ledger,
      'budgets: [{ name: all, limit: 5 }, { name: "t-{tenant}", limit: 5, match: { tenant: "*" } }]',
    );
    ledger.book(
      exportOf(['2026-11-05T12:00:00Z', 3, { tenant: 'acme' }], 1),
      new Date('2026-11-05T12:00:00Z'),
    );
    budgets.configure(parseBudgets('budgets: [{ name: all, limit: 9 }]', 'budgets.yaml'));
    ledger.book(
      exportOf(['2026-12-05T12:00:00Z', 4, { tenant: 'acme' }], 2),
      new Date('2026-12-05T12:00:00Z'),
    );
    expect(ledger.budgetCounters.total('all', 'USD')).toBe(7_000_000_000n);
    expect(ledger.budgetCounters.total('t-acme', 'USD')).toBe(3_000_000_000n);
  });
});
