import type { BudgetCost } from '../ledger/budget-counters.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { Series, SeriesIdentity } from '../ledger/series.ts';
import type { BudgetsConfiguration } from './configuration.ts';
import type { Period } from './period.ts';
import { BudgetRegister } from './register.ts';
import type { ResolvedBudget } from './resolved-budget.ts';
import {
  AllRunningSums,
  type PeriodAccount,
  type RunningSums,
  fillAccount,
  sharedLoads,
} from './running-sums.ts';
import { type Projector, withoutProjection } from './projector.ts';
import { type BudgetState, budgetState } from './state.ts';
import { amountOf } from './measure.ts';
import type { HistorySource } from './history.ts';

/** What follows from the configuration and the ledger's series; replaced as a whole. */
interface Books {
  readonly configuration: BudgetsConfiguration;
  readonly register: BudgetRegister;
  readonly sums: AllRunningSums;
}

/** Is told what happens to the daily spend of budgets. */
export interface BudgetObserver {
  /** A booking; the amount is in the budget's currency or unit. */
  booked(budget: ResolvedBudget, timeMs: number, amount: number): void;
  /** The budgets are others now. */
  configured(): void;
  /** Another process wrote to the ledger. */
  reloaded(): void;
}

/**
 * The budgets in force, on top of a ledger. What each got in its current period is a running sum that every booking
 * moves: it is read from the ledger only when a period begins, the budgets change, or another process wrote.
 */
export class BudgetBook implements HistorySource {
  readonly #ledger: Ledger;
  #books: Books;
  #projector: Projector = withoutProjection;
  #observer: BudgetObserver | undefined;
  /** Of the series that the register has; undefined when the books are out of date as a whole. */
  #seriesVersion: number | undefined;

  constructor(ledger: Ledger, configuration: BudgetsConfiguration) {
    this.#ledger = ledger;
    this.#books = newBooks(configuration);
    ledger.setBudgetCosting((series, slot, amount) => this.#costs(series, slot, amount));
    ledger.setSpendObserver({
      booked: (series, slot, amount) => this.#book(series, slot, amount),
      reloaded: () => {
        this.#seriesVersion = undefined;
        this.#observer?.reloaded();
      },
    });
  }

  /** Replaces the budgets all at once; what was spent stays. */
  configure(configuration: BudgetsConfiguration): void {
    this.#books = newBooks(configuration);
    this.#seriesVersion = undefined;
    this.#observer?.configured();
  }

  setProjector(projector: Projector, observer: BudgetObserver): void {
    this.#projector = projector;
    this.#observer = observer;
  }

  timeZones(): Iterable<string> {
    return new Set(this.#books.configuration.budgets.map(({ calendar }) => calendar.timeZone));
  }

  firstSpendMs(): number | undefined {
    const range = this.#ledger.spendRange();
    return range && range.first * 1000;
  }

  amountsByBudget(timeZone: string, startMs: number, endMs: number): ReadonlyMap<string, number> {
    const { register, sums } = this.#upToDate();
    const amounts = new Map<string, number>();
    for (const [id, amount] of this.#ledger.sumBySeries({ from: startMs / 1000, to: endMs / 1000 })) {
      for (const budget of register.budgetsOf(id)) {
        const { calendar, measure } = budget.definition;
        if (calendar.timeZone !== timeZone) continue;
        const own = amountOf(sums.of(budget).rates.convertAt(amount, startMs), measure.scale);
        amounts.set(budget.name, (amounts.get(budget.name) ?? 0) + own);
      }
    }
    return amounts;
  }

  budgets(): readonly ResolvedBudget[] {
    return [...this.#upToDate().register.budgets()];
  }

  /** Every budget in its current period. */
  states(now: Date): BudgetState[] {
    return [...this.eachState(now)];
  }

  /** The same one by one, for who goes on with other work in between: each is as it stands when it is asked for. */
  *eachState(now: Date): Generator<BudgetState, void> {
    const { configuration, register, sums } = this.#upToDate();
    const open = this.#opener(register, sums);
    // Accounts are opened within this turn: what is booked from now on moves them.
    const accounts = new Map<RunningSums, PeriodAccount>();
    for (const definition of configuration.budgets) {
      const group = sums.of({ definition });
      if (!accounts.has(group)) accounts.set(group, group.current(now, open(group)));
    }
    for (const budget of register.budgets()) {
      const account = accounts.get(sums.of(budget));
      if (account !== undefined) yield budgetState(budget, account, now, this.#projector);
    }
  }

  /** Every budget in its current period and the ones before it, newest first. Fixed dates have nothing before. */
  history(now: Date, periods: number): BudgetState[][] {
    const { register, sums } = this.#upToDate();
    const open = this.#opener(register, sums);
    const histories = this.budgets().map((budget) => {
      const group = sums.of(budget);
      const states: BudgetState[] = [];
      let account: PeriodAccount | undefined = group.current(now, open(group));
      while (account !== undefined && states.length < periods) {
        states.push(budgetState(budget, account, now, this.#projector));
        if (states.length < periods) account = group.before(account, open(group));
      }
      return states;
    });
    sums.trim();
    return histories;
  }

  /** The books, with all series that the ledger has by now. */
  #upToDate(): Books {
    const { seriesVersion } = this.#ledger;
    if (this.#seriesVersion === seriesVersion) return this.#books;
    if (this.#seriesVersion === undefined) this.#books = newBooks(this.#books.configuration);
    this.#seriesVersion = seriesVersion;
    for (const series of this.#ledger.series()) this.#books.register.add(series);
    return this.#books;
  }

  /** Opens accounts with what the ledger has; ranges that several need are read once. */
  #opener(
    register: BudgetRegister,
    sums: AllRunningSums,
  ): (group: RunningSums) => (period: Period) => PeriodAccount {
    const load = sharedLoads(this.#ledger);
    return (group) => (period) =>
      fillAccount(group.account(period), load, (seriesId) =>
        register.budgetsOf(seriesId).filter((budget) => sums.of(budget) === group),
      );
  }

  #book(series: Series, slot: number, amount: bigint): void {
    // Books that are out of date are made anew before they are read.
    if (this.#seriesVersion === undefined) return;
    const { register, sums } = this.#books;
    for (const budget of register.add(series)) {
      const group = sums.of(budget);
      group.book(budget, slot, amount);
      const timeMs = slot * 1000;
      const own = amountOf(group.rates.convertAt(amount, timeMs), budget.definition.measure.scale);
      this.#observer?.booked(budget, timeMs, own);
    }
  }

  /** What spend of one series in one slot adds to the counters of the budgets that it counts towards. */
  #costs(series: SeriesIdentity, slot: number, amount: bigint): BudgetCost[] {
    const { register, sums } = this.#books;
    return register.namesFor(series).flatMap(({ name, definition }) => {
      const group = sums.of({ definition });
      const timeMs = slot * 1000;
      if (!group.takes(timeMs)) return [];
      const currency = definition.measure.name;
      return [{ budget: name, currency, amount: group.rates.convertAt(amount, timeMs) }];
    });
  }
}

function newBooks(configuration: BudgetsConfiguration): Books {
  return {
    configuration,
    register: new BudgetRegister(configuration.budgets),
    sums: new AllRunningSums(configuration.exchangeRates),
  };
}
