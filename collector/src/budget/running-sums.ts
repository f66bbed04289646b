import type { Ledger } from '../ledger/ledger.ts';
import type { ResolvedBudget } from './resolved-budget.ts';
import type { ExchangeRates } from './configuration.ts';
import { type RateSegment, Rates } from './exchange.ts';
import type { Calendar, Period } from './period.ts';
import { periodAt, previousPeriod } from './period.ts';
import { periodName } from './period-limits.ts';

/** What budgets of one calendar and one measure got in one period, kept up to date with each booking. */
export interface PeriodAccount {
  readonly period: Period;
  /** What `limits` calls the period. */
  readonly name: string | undefined;
  readonly segments: readonly RateSegment[];
  /** Sums by segment, in the ledger's whole numbers; a budget without spend is absent. */
  readonly sums: Map<ResolvedBudget, bigint[]>;
}

/** Sums of series over a range of time, in seconds since the epoch. */
type LoadSums = (range: { readonly from: number; readonly to: number }) => ReadonlyMap<number, bigint>;

/** More sums of past periods than these are made anew instead of kept. */
const MAX_KEPT_SUMS = 100_000;

/** Running sums of the budgets that share a calendar, a currency or unit, and so the rates. */
export class RunningSums {
  readonly rates: Rates;
  readonly #calendar: Calendar;
  /** The one period of fixed dates. */
  readonly #only: Period | undefined;
  #current: PeriodAccount | undefined;
  #past: PeriodAccount[] = [];

  constructor(calendar: Calendar, rates: Rates) {
    this.#calendar = calendar;
    this.#only = calendar.kind === 'fixed' ? periodAt(new Date(0), calendar) : undefined;
    this.rates = rates;
  }

  /** Whether spend of a time counts at all: outside fixed dates it does not. */
  takes(timeMs: number): boolean {
    return this.#only === undefined || covers(this.#only, timeMs);
  }

  /** Adds what was booked; nothing where no account of that time is open. */
  book(budget: ResolvedBudget, slot: number, amount: bigint): void {
    const timeMs = slot * 1000;
    if (this.#current && covers(this.#current.period, timeMs)) addTo(this.#current, budget, timeMs, amount);
    else {
      const past = this.#past.find(({ period }) => covers(period, timeMs));
      if (past) addTo(past, budget, timeMs, amount);
    }
  }

  /**
   * The account of the period that an instant lies in. A new period begins at its exact first instant, whenever it is
   * asked for.
   */
  current(now: Date, open: (period: Period) => PeriodAccount): PeriodAccount {
    const known = this.#current;
    if (known && (this.#only !== undefined || covers(known.period, now.getTime()))) return known;
    const account = open(this.#only ?? periodAt(now, this.#calendar));
    this.#current = account;
    // What was current is past now, or to come where the clock was set back; neither is asked for again and again.
    this.#past = [];
    return account;
  }

  /** The account of the period before; undefined for fixed dates. */
  before(account: PeriodAccount, open: (period: Period) => PeriodAccount): PeriodAccount | undefined {
    const period = previousPeriod(account.period, this.#calendar);
    if (period === undefined) return undefined;
    const known = this.#past.find(({ period: { start } }) => start.getTime() === period.start.getTime());
    if (known) return known;
    const opened = open(period);
    this.#past.push(opened);
    return opened;
  }

  /** Lets go of past periods when they are too many to keep. */
  trim(): void {
    const kept = this.#past.reduce((count, { sums }) => count + sums.size, 0);
    if (kept > MAX_KEPT_SUMS) this.#past = [];
  }

  account(period: Period): PeriodAccount {
    return {
      period,
      name: periodName(period, this.#calendar),
      segments: this.rates.segments(period),
      sums: new Map(),
    };
  }
}

/** The running sums of all calendars and measures in use. */
export class AllRunningSums {
  readonly #groups = new Map<string, RunningSums>();
  readonly #byBudget = new WeakMap<ResolvedBudget['definition'], RunningSums>();
  readonly #rates: ExchangeRates;

  constructor(rates: ExchangeRates) {
    this.#rates = rates;
  }

  of({ definition }: Pick<ResolvedBudget, 'definition'>): RunningSums {
    const known = this.#byBudget.get(definition);
    if (known) return known;
    const { calendar, measure } = definition;
    const key = JSON.stringify([calendar, measure.name, measure.metric]);
    const group =
      this.#groups.get(key) ?? new RunningSums(calendar, new Rates(measure, this.#rates, calendar.timeZone));
    this.#groups.set(key, group);
    this.#byBudget.set(definition, group);
    return group;
  }

  trim(): void {
    for (const group of this.#groups.values()) group.trim();
  }
}

/**
 * Fills an account from the ledger.
 *
 * @param budgetsOf the budgets of the account's group that a series counts towards
 */
export function fillAccount(
  account: PeriodAccount,
  load: LoadSums,
  budgetsOf: (seriesId: number) => Iterable<ResolvedBudget>,
): PeriodAccount {
  for (const { start, end } of account.segments) {
    for (const [seriesId, amount] of load({ from: start.getTime() / 1000, to: end.getTime() / 1000 })) {
      for (const budget of budgetsOf(seriesId)) addTo(account, budget, start.getTime(), amount);
    }
  }
  return account;
}

/** Reads each range of the ledger once: budgets share them. To be used within one turn of the event loop only. */
export function sharedLoads(ledger: Pick<Ledger, 'sumBySeries'>): LoadSums {
  const loaded = new Map<string, ReadonlyMap<number, bigint>>();
  return (range) => {
    const key = `${range.from}-${range.to}`;
    const sums = loaded.get(key) ?? ledger.sumBySeries(range);
    loaded.set(key, sums);
    return sums;
  };
}

function addTo(
  { segments, sums }: PeriodAccount,
  budget: ResolvedBudget,
  timeMs: number,
  amount: bigint,
): void {
  const index = segments.length === 1 ? 0 : segments.findIndex((segment) => covers(segment, timeMs));
  const bySegment = sums.get(budget) ?? segments.map(() => 0n);
  bySegment[index] = (bySegment[index] ?? 0n) + amount;
  sums.set(budget, bySegment);
}

function covers({ start, end }: Period, timeMs: number): boolean {
  return start.getTime() <= timeMs && timeMs < end.getTime();
}
