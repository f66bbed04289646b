import type { DatabaseSync } from 'node:sqlite';
import { bigintColumn } from './columns.ts';

/** What an increase adds to one budget's counter. */
export interface BudgetCost {
  readonly budget: string;
  readonly currency: string;
  /** Billionths of the currency. */
  readonly amount: bigint;
}

/**
 * The counters behind `outlay_budget_cost_total`. They are written in the transaction that books the spend: a counter
 * that went back after a crash would look like a reset to Prometheus, and count everything again.
 */
export class BudgetCounters {
  readonly #database: DatabaseSync;
  readonly #totals = new Map<string, BudgetCost>();
  #uncommitted: BudgetCost[] = [];

  constructor(database: DatabaseSync) {
    this.#database = database;
    const rows = database.prepare('SELECT budget, currency, total FROM budget_cost');
    rows.setReadBigInts(true);
    for (const { budget, currency, total } of rows.all()) {
      this.#set({ budget: String(budget), currency: String(currency), amount: bigintColumn(total) });
    }
  }

  /** Total in billionths of the currency; undefined for a budget that nothing was ever booked to. */
  total(budget: string, currency: string): bigint | undefined {
    return this.#totals.get(counterKey(budget, currency))?.amount;
  }

  /** Adds costs within the transaction under way. */
  add(costs: readonly BudgetCost[]): void {
    const statement = this.#database.prepare(
      'INSERT INTO budget_cost (budget, currency, total) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET total = total + excluded.total',
    );
    for (const { budget, currency, amount } of costs) statement.run(budget, currency, amount);
    this.#uncommitted.push(...costs);
  }

  committed(): void {
    for (const { budget, currency, amount } of this.#uncommitted) {
      this.#set({ budget, currency, amount: (this.total(budget, currency) ?? 0n) + amount });
    }
    this.#uncommitted = [];
  }

  rolledBack(): void {
    this.#uncommitted = [];
  }

  #set(cost: BudgetCost): void {
    this.#totals.set(counterKey(cost.budget, cost.currency), cost);
  }
}

function counterKey(budget: string, currency: string): string {
  return JSON.stringify([budget, currency]);
}
