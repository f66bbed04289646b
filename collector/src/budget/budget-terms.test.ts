import { createHash } from 'node:crypto';
import { DatabaseSync } from 'node:sqlite';
import { beforeEach, describe, expect, it } from 'vitest';
import { Ledger } from '../ledger/ledger.ts';
import { migrate } from '../ledger/schema.ts';
import { BudgetBook } from './budget-book.ts';
import { parseBudgets } from './load-configuration.ts';

const NOW = new Date('2026-11-22T12:00:00Z');

describe('the terms of budgets', () => {
  let ledger: Ledger;
  let calls = 0;

  beforeEach(() => {
    const database = new DatabaseSync(':memory:');
    migrate(database);
    ledger = new Ledger(database);
  });

  const budgetsOf = (yaml: string) => new BudgetBook(ledger, parseBudgets(yaml, 'budgets.yaml'));

  /** One increase of an instrument, in the ledger's units. */
  async function add(metric: string, labels: Record<string, string>, amount: bigint, at = NOW) {
    const unixNano = BigInt(at.getTime()) * 1_000_000n;
    const increase = { metric, job: 'shop', labels, amount, fromUnixNano: unixNano, toUnixNano: unixNano };
    const key = createHash('sha256')
      .update(`call ${(calls += 1)}`)
      .digest();
    await ledger.bookCalls([{ key, increases: [increase] }], at);
  }
  const cost = (tenant: string, usd: number, at?: Date) =>
    add('outlay.cost.usd', { tenant }, BigInt(usd) * 1_000_000_000n, at);

  it('of a template are those of the override for a value: of its name first, then of the first glob', async () => {
    const budgets = budgetsOf(`
      budgets:
        - name: tenant-{tenant}
          match: { tenant: "*" }
          limit: 50
          owner: platform
          labels: { tier: free }
          overrides:
            acme-*: { limit: 200, labels: { tier: paid } }
            acme-labs: { limit: 500, profile: standard, owner: labs, notes: Ask before raising. }
            "*-trial": { limits: { 2026-11: 1 } }`);
    for (const tenant of ['globex', 'acme-eu', 'acme-labs', 'initech-trial']) await cost(tenant, 1);
    const states = new Map(budgets.states(NOW).map((state) => [state.name, state]));
    expect(states.get('tenant-globex')).toMatchObject({
      limit: 50,
      owner: 'platform',
      labels: { tier: 'free' },
    });
    expect(states.get('tenant-acme-eu')).toMatchObject({
      limit: 200,
      owner: 'platform',
      labels: { tier: 'paid' },
    });
    expect(states.get('tenant-acme-labs')).toMatchObject({
      limit: 500,
      profile: 'standard',
      owner: 'labs',
      notes: 'Ask before raising.',
      labels: { tier: 'free' },
    });
    expect(states.get('tenant-initech-trial')).toMatchObject({ limit: 1, status: 'critical' });
    const december = budgets.states(new Date('2026-12-01T00:00:00Z'));
    expect(december.find(({ name }) => name === 'tenant-initech-trial')?.limit).toBe(50);
  });

  it('give a month a limit of its own, from its first instant to its last', () => {
    const budgets = budgetsOf(
      'budgets: [{ name: all, limit: 9, limits: { 2026-02: 50 }, timeZone: Asia/Kolkata }]',
    );
    const limitAt = (at: string) => budgets.states(new Date(at))[0]?.limit;
    expect(limitAt('2026-01-31T18:29:59.999Z')).toBe(9);
    expect(limitAt('2026-01-31T18:30:00Z')).toBe(50);
    expect(limitAt('2026-02-28T18:29:59.999Z')).toBe(50);
    expect(limitAt('2026-02-28T18:30:00Z')).toBe(9);
  });

  it('count units: e-mails, tokens of both kinds, attempts at requests', async () => {
    const budgets = budgetsOf(`
      budgets:
        - { name: mail, unit: emails, limit: 10000 }
        - { name: tokens, unit: tokens, limit: 1000000, match: { model: gpt-* } }
        - { name: calls, unit: requests, limit: 3, match: { provider: openai } }`);
    await add('outlay.usage', { unit: 'emails', provider: 'resend' }, 9_000_000_000n);
    await add('outlay.usage', { unit: 'input_tokens', model: 'gpt-5' }, 700_000_000_000n);
    await add('outlay.usage', { unit: 'output_tokens', model: 'gpt-5' }, 100_500_000n);
    await add('outlay.usage', { unit: 'reasoning_tokens', model: 'gpt-5' }, 90_000_000n);
    await add('outlay.request.duration', { provider: 'openai' }, 4n);
    await add('outlay.request.duration', { provider: 'resend' }, 40n);
    const figures = budgets
      .states(NOW)
      .map(({ name, unit, currency, spent, remaining, status }) => [
        name,
        unit,
        currency,
        spent,
        remaining,
        status,
      ]);
    expect(figures).toEqual([
      ['mail', 'emails', null, 9000, 1000, 'critical'],
      ['tokens', 'tokens', null, 700_100.5, 299_899.5, 'ok'],
      ['calls', 'requests', null, 4, -1, 'exceeded'],
    ]);
    expect(ledger.budgetCounters.total('calls', 'requests')).toBe(4n);
  });

  it('of fixed dates count what lies in them, and nothing else', async () => {
    const budgets = budgetsOf(
      'budgets: [{ name: spring, limit: 100, period: { from: 2026-03-01, to: 2026-06-01 }, timeZone: Europe/London }]',
    );
    for (const at of [
      '2026-02-28T23:50:00Z',
      '2026-03-01T00:10:00Z',
      '2026-05-31T22:50:00Z',
      '2026-05-31T23:10:00Z',
    ]) {
      await cost('acme', 10, new Date(at));
    }
    const stateAt = (at: string) => budgets.states(new Date(at))[0];
    expect(stateAt('2026-02-01T00:00:00Z')).toMatchObject({
      spent: 20,
      perDayLeft: null,
      projectionReason: 'the period has not begun',
      period: { kind: 'fixed', phase: 'upcoming', elapsedRatio: 0 },
    });
    expect(stateAt('2026-04-01T00:00:00Z')?.period.phase).toBe('running');
    expect(stateAt('2027-01-01T00:00:00Z')).toMatchObject({ spent: 20, period: { phase: 'over' } });
    expect(budgets.history(NOW, 5)[0]).toHaveLength(1);
    expect(ledger.budgetCounters.total('spring', 'USD')).toBe(20_000_000_000n);
  });

  it('say what may be spent a day from now on', async () => {
    const budgets = budgetsOf('budgets: [{ name: all, limit: 100 }]');
    await cost('acme', 15);
    // Eight and a half days of November are left; then the last ten hours, in which all of it may be spent.
    expect(budgets.states(NOW)[0]?.perDayLeft).toBe(10);
    expect(budgets.states(new Date('2026-11-30T14:00:00Z'))[0]?.perDayLeft).toBe(85);
    await cost('acme', 85);
    expect(budgets.states(NOW)[0]?.perDayLeft).toBeNull();
  });

  it('keep the counter of a budget that is taken away for its return', async () => {
    const budgets = budgetsOf('budgets: [{ name: all, limit: 100 }]');
    await cost('acme', 3);
    budgets.configure(parseBudgets('budgets: []', 'budgets.yaml'));
    expect(budgets.states(NOW)).toEqual([]);
    await cost('acme', 4);
    budgets.configure(parseBudgets('budgets: [{ name: all, limit: 100 }]', 'budgets.yaml'));
    await cost('acme', 5);
    expect(budgets.states(NOW)[0]?.spent).toBe(12);
    expect(ledger.budgetCounters.total('all', 'USD')).toBe(8_000_000_000n);
  });

  it('are read without a sum over the ledger once a period is open', async () => {
    const budgets = budgetsOf(`
      budgets:
        - { name: "t-{tenant}", limit: 1, match: { tenant: "*" } }
        - { name: all, limit: 1, period: day, timeZone: America/New_York }`);
    for (let tenant = 0; tenant < 50; tenant += 1) await cost(`t${tenant}`, 1);
    budgets.states(NOW);
    let sums = 0;
    const read = ledger.sumBySeries.bind(ledger);
    ledger.sumBySeries = (range) => {
      sums += 1;
      return read(range);
    };
    await cost('t7', 1);
    await cost('new', 1);
    const states = budgets.states(new Date(NOW.getTime() + 1000));
    expect(sums).toBe(0);
    expect(states.find(({ name }) => name === 't-t7')?.spent).toBe(2);
    expect(states.find(({ name }) => name === 't-new')?.spent).toBe(1);
    expect(states.find(({ name }) => name === 'all')?.spent).toBe(52);
    // A new day in New York alone.
    budgets.states(new Date('2026-11-23T05:00:00Z'));
    expect(sums).toBe(1);
  });
});
