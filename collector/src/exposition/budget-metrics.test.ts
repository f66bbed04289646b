import { DatabaseSync } from 'node:sqlite';
import { Registry } from 'prom-client';
import { beforeEach, describe, expect, it } from 'vitest';
import { BudgetBook } from '../budget/budget-book.ts';
import { parseBudgets } from '../budget/load-configuration.ts';
import { Ledger } from '../ledger/ledger.ts';
import { migrate } from '../ledger/schema.ts';
import { registerBudgetMetrics } from './budget-metrics.ts';
import { TEXT_FORMAT } from './format.ts';
import { renderExposition } from './render.ts';

const NOW = new Date('2026-11-22T12:00:00Z');
const HOLD_MS = 30_000;

describe('the metrics of budgets', () => {
  let ledger: Ledger;
  let registry: Registry;
  let budgets: BudgetBook;
  let calls = 0;

  beforeEach(() => {
    const database = new DatabaseSync(':memory:');
    migrate(database);
    ledger = new Ledger(database);
    registry = new Registry();
  });

  function expose(yaml: string): void {
    budgets = new BudgetBook(ledger, parseBudgets(yaml, 'budgets.yaml'));
    registerBudgetMetrics(registry, budgets, { counters: ledger.budgetCounters, holdMs: HOLD_MS });
  }

  async function lines(nowMs = NOW.getTime()): Promise<string[]> {
    const blocks: Buffer[] = [];
    for await (const block of renderExposition(registry, TEXT_FORMAT, { nowMs })) blocks.push(block);
    return Buffer.concat(blocks)
      .toString()
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'));
  }

  async function add(metric: string, labels: Record<string, string>, amount: bigint) {
    const unixNano = BigInt(NOW.getTime()) * 1_000_000n;
    const increase = { metric, job: 'shop', labels, amount, fromUnixNano: unixNano, toUnixNano: unixNano };
    await ledger.bookCalls([{ key: Buffer.alloc(32, (calls += 1)), increases: [increase] }], NOW);
  }

  it('name the unit where others name a currency', async () => {
    expose('budgets: [{ name: mail, unit: emails, limit: 10000 }]');
    await add('outlay.usage', { unit: 'emails' }, 2_500_000_000n);
    await lines();
    expect(await lines(NOW.getTime() + HOLD_MS)).toEqual([
      'outlay_budget_limit{budget="mail",currency="emails"} 10000',
      'outlay_budget_spent{budget="mail",currency="emails"} 2500',
      'outlay_budget_period_start_timestamp_seconds{budget="mail"} 1793491200',
      'outlay_budget_period_end_timestamp_seconds{budget="mail"} 1796083200',
      'outlay_budget_threshold_ratio{budget="mail",severity="warning"} 0.75',
      'outlay_budget_threshold_ratio{budget="mail",severity="critical"} 0.9',
      'outlay_budget_threshold_ratio{budget="mail",severity="exceeded"} 1',
      'outlay_budget_info{budget="mail",currency="emails",unit="emails",period="month",time_zone="UTC"} 1',
      'outlay_budget_cost_total{budget="mail",currency="emails"} 2500',
    ]);
  });

  it('tell alerts whose the budget is, what to know of it, and that it is never exceeded', async () => {
    expose(`
      budgets:
        - name: search
          limit: 10
          owner: team-search
          notes: "Ask Kim first.\\nThen \\"pay\\"."
          profile: aggressive
          labels: { cost_center: 4711 }`);
    const all = await lines();
    expect(all).toContain(
      'outlay_budget_info{budget="search",currency="USD",owner="team-search",notes="Ask Kim first.\\nThen \\"pay\\".",period="month",time_zone="UTC",profile="aggressive",cost_center="4711"} 1',
    );
    expect(all).toContain('outlay_budget_threshold_ratio{budget="search",severity="exceeded"} +Inf');
  });

  it('are there while fixed dates run, and not before or after', async () => {
    expose('budgets: [{ name: spring, limit: 10, period: { from: 2026-03-01, to: 2026-06-01 } }]');
    expect(await lines(Date.parse('2026-02-28T23:59:59.999Z'))).toEqual([]);
    expect(await lines(Date.parse('2026-03-01T00:00:00Z'))).not.toEqual([]);
    expect(await lines(Date.parse('2026-05-31T23:59:59.999Z'))).not.toEqual([]);
    expect(await lines(Date.parse('2026-06-01T00:00:00Z'))).toEqual([]);
  });

  it('leave with a budget that is taken away, and go on where they were when it returns', async () => {
    expose('budgets: [{ name: all, limit: 10 }]');
    await add('outlay.cost.usd', { provider: 'openai' }, 2_000_000_000n);
    await lines();
    budgets.configure(parseBudgets('budgets: []', 'budgets.yaml'));
    expect(await lines(NOW.getTime() + HOLD_MS)).toEqual([]);
    budgets.configure(parseBudgets('budgets: [{ name: all, limit: 20 }]', 'budgets.yaml'));
    const back = await lines(NOW.getTime() + HOLD_MS);
    expect(back).toContain('outlay_budget_limit{budget="all",currency="USD"} 20');
    expect(back).toContain('outlay_budget_spent{budget="all",currency="USD"} 2');
    expect(back).toContain('outlay_budget_cost_total{budget="all",currency="USD"} 2');
  });
});
