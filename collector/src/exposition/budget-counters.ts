import type { BudgetBook } from '../budget/budget-book.ts';
import { unitMeasure } from '../budget/measure.ts';
import { type BudgetState, measureName } from '../budget/state.ts';
import type { BudgetCounters } from '../ledger/budget-counters.ts';
import { decimalText } from './text.ts';

export interface BudgetCountersOptions {
  readonly budgets: BudgetBook;
  readonly counters: BudgetCounters;
  /** How long a budget that is new to this process stays at 0 (see `registerServiceMetrics`). */
  readonly holdMs: number;
}

/** Digits of nano amounts of money. */
const MONEY_DECIMALS = 9;

/**
 * The counters behind burn rates. They count telemetry only: spend of the past that is imported now would look like a
 * burst. A budget that is taken away and comes back goes on where it was.
 */
export class BudgetCounterLines {
  readonly #counters: BudgetCounters;
  readonly #holdMs: number;
  readonly #bornMs = new Map<string, number>();

  constructor({ budgets, counters, holdMs }: BudgetCountersOptions) {
    this.#counters = counters;
    this.#holdMs = holdMs;
    for (const { name, definition } of budgets.budgets()) {
      if (counters.total(name, definition.measure.name) !== undefined) this.#bornMs.set(name, -Infinity);
    }
  }

  /** The counter's value as text: 0 while the budget is new. */
  value(state: BudgetState, nowMs: number): string {
    const bornMs = this.#bornMs.get(state.name) ?? nowMs;
    this.#bornMs.set(state.name, bornMs);
    if (nowMs - bornMs < this.#holdMs) return '0';
    return decimalText(this.#counters.total(state.name, measureName(state)) ?? 0n, decimalsOf(state));
  }
}

function decimalsOf({ unit }: BudgetState): number {
  return unit === null ? MONEY_DECIMALS : String(unitMeasure(unit).scale).length - 1;
}
