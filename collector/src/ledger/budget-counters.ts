import type { DatabaseSync } from 'node:sqlite';
import { clampedAmount } from './amount-limit.ts';
import { bigintColumn } from './columns.ts';
import { budgetKey } from './journal/journal-sums.ts';
import { readJournalBudgets } from './journal/read-journal.ts';

/** What an increase adds to one budget's counter. */
export interface BudgetCost {
  readonly budget: string;
  readonly currency: string;
  /** Billionths of the currency. */
  readonly amount: bigint;
}

/**
 * The counters behind `outlay_budget_cost_total`. They are in the journal with the spend that they come from: a counter that
 * went back after a crash would look like a reset to Prometheus, and count everything again.
 */
export class BudgetCounters {
  readonly #database: DatabaseSync;
  readonly #totals = new Map<string, bigint>();

  constructor(database: DatabaseSync) {
    this.#database = database;
    this.load();
  }

  /** Reads the counters of the file, with what is only in the journal yet. */
  load(): void {
    this.#totals.clear();
    const rows = this.#database.prepare('SELECT budget, currency, total FROM budget_cost');
    rows.setReadBigInts(true);
    for (const { budget, currency, total } of rows.all()) {
      this.add({ budget: String(budget), currency: String(currency), amount: bigintColumn(total) });
    }
    for (const cost of readJournalBudgets(this.#database)) this.add(cost);
  }

  /** Total in billionths of the currency; undefined for a budget that nothing was ever booked to. */
  total(budget: string, currency: string): bigint | undefined {
    return this.#totals.get(budgetKey(budget, currency));
  }

  /** Adds what is on disk. */
  add({ budget, currency, amount }: BudgetCost): void {
    const key = budgetKey(budget, currency);
    this.#totals.set(key, clampedAmount((this.#totals.get(key) ?? 0n) + amount));
  }
}
