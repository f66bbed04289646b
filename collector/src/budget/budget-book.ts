import type { BudgetCost } from '../ledger/budget-counters.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { SeriesIdentity } from '../ledger/series.ts';
import type { BudgetsConfiguration } from './configuration.ts';
import { convert, rateSegments } from './exchange.ts';
import { type Period, periodAt, previousPeriod } from './period.ts';
import {
  type CompiledBudget,
  type ResolvedBudget,
  NameOwners,
  budgetNameFor,
  compileBudgets,
  resolveBudgets,
} from './resolve.ts';
import { type BudgetState, budgetState } from './state.ts';

/** The budgets in force, on top of a ledger. */
export class BudgetBook {
  readonly #ledger: Ledger;
  #configuration: BudgetsConfiguration;
  #compiled: CompiledBudget[];
  #owners: NameOwners;
  #resolved: { readonly seriesVersion: number; readonly budgets: readonly ResolvedBudget[] } | undefined;

  constructor(ledger: Ledger, configuration: BudgetsConfiguration) {
    this.#ledger = ledger;
    this.#configuration = configuration;
    this.#compiled = compileBudgets(configuration.budgets);
    this.#owners = new NameOwners(configuration.budgets);
    ledger.setBudgetCosting((series, slot, amount) => this.#costs(series, slot, amount));
  }

  /** Replaces the budgets; what was spent stays. */
  configure(configuration: BudgetsConfiguration): void {
    this.#configuration = configuration;
    this.#compiled = compileBudgets(configuration.budgets);
    this.#owners = new NameOwners(configuration.budgets);
    this.#resolved = undefined;
  }

  budgets(): readonly ResolvedBudget[] {
    const { seriesVersion } = this.#ledger;
    if (this.#resolved?.seriesVersion !== seriesVersion) {
      this.#resolved = {
        seriesVersion,
        budgets: resolveBudgets(this.#compiled, this.#owners, this.#ledger.series()),
      };
    }
    return this.#resolved.budgets;
  }

  /** Every budget in its current period. */
  states(now: Date): BudgetState[] {
    return this.budgets().map((budget) => this.#state(budget, currentPeriod(budget, now), now));
  }

  /** Every budget in its current period and the ones before it, newest first. */
  history(now: Date, periods: number): BudgetState[][] {
    const budgets = this.budgets().map((budget) => ({ budget, period: currentPeriod(budget, now) }));
    const states = budgets.map((): BudgetState[] => []);
    // Period by period and not budget by budget: budgets share the sums of a period.
    for (let age = 0; age < periods; age += 1) {
      for (const [index, entry] of budgets.entries()) {
        const { period: kind, timeZone } = entry.budget.definition;
        states[index]?.push(this.#state(entry.budget, entry.period, now));
        entry.period = previousPeriod(entry.period, kind, timeZone);
      }
    }
    return states;
  }

  #state(budget: ResolvedBudget, period: Period, now: Date): BudgetState {
    return budgetState(budget, period, now, this.#ledger, this.#configuration.exchangeRates);
  }

  /** What spend of one series in one slot adds to the counters of the budgets that it counts towards. */
  #costs(series: SeriesIdentity, slot: number, amountNanoUsd: bigint): BudgetCost[] {
    const start = new Date(slot * 1000);
    return this.#compiled.flatMap(({ definition, matches }) => {
      if (!matches(series)) return [];
      const budget = budgetNameFor(definition, series);
      if (budget === undefined || !this.#owners.owns(definition, budget)) return [];
      const { currency, timeZone } = definition;
      const instant = { start, end: new Date(start.getTime() + 1) };
      const rate = rateSegments(instant, currency, this.#configuration.exchangeRates, timeZone)[0];
      return rate === undefined
        ? []
        : [{ budget, currency, amount: convert(amountNanoUsd, rate.nanoPerUsd) }];
    });
  }
}

function currentPeriod({ definition }: ResolvedBudget, now: Date): Period {
  return periodAt(now, definition.period, definition.timeZone);
}
