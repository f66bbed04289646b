import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BudgetBook } from '../../collector/src/budget/budget-book.ts';
import { parseBudgets } from '../../collector/src/budget/load-configuration.ts';
import type { BudgetState } from '../../collector/src/budget/state.ts';
import { openLedgerDatabase } from '../../collector/src/ledger/database.ts';
import { Ledger } from '../../collector/src/ledger/ledger.ts';
import { NaiveBudget } from './naive-budgets.ts';
import { localDate } from './naive-calendar.ts';
import { type BudgetsFile, randomBudget } from './random-budgets.ts';
import { Random } from './random.ts';
import { type SyntheticCall, importedCall, recordedCall, syntheticCall } from './synthetic-calls.ts';

const DAY_MS = 86_400_000;
/** Through a leap day and four changes of the clock in each zone that has them. */
const FIRST_DAY_MS = Date.parse('2027-05-01T00:00:00Z');
const DAYS = 731;
const BUDGETS = 30;

const RATES = {
  GBP: [
    { from: '2027-01-01', perUsd: 0.79 },
    { from: '2027-11-17', perUsd: 0.8123 },
    { from: '2028-06-30', perUsd: 0.7501 },
  ],
  EUR: [{ from: '2027-08-09', perUsd: 0.92 }],
};

describe('two years of budgets', () => {
  let directory: string;
  let ledger: Ledger;

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'outlay-two-years-'));
    ledger = new Ledger(openLedgerDatabase(directory));
  });
  afterEach(() => {
    ledger.close();
    rmSync(directory, { recursive: true });
  });

  it.each([1, 2])(
    'are what a second computation from the calls makes them (seed %d)',
    async (seed) => {
      const random = new Random(seed);
      let file: BudgetsFile = {
        exchangeRates: RATES,
        budgets: Array.from({ length: BUDGETS }, (_, index) => randomBudget(random, index)),
      };
      let naive = file.budgets.map((entry) => new NaiveBudget(entry, file));
      let book = new BudgetBook(ledger, parse(file));
      const calls: SyntheticCall[] = [];
      const live: SyntheticCall[] = [];
      const toCome = new Map<number, SyntheticCall[]>();
      const compared = { states: 0, rollOvers: 0 };

      const compare = (now: number) => {
        expect(figures(book.states(new Date(now)), naive)).toEqual(expectedFigures(naive, now, calls));
        compared.states += 1;
      };

      for (let day = 0; day < DAYS; day += 1) {
        const midnight = FIRST_DAY_MS + day * DAY_MS;
        for (let count = random.whole(0, 7); count > 0; count -= 1) {
          const call = syntheticCall(
            random,
            calls.length + random.whole(0, 2 ** 40),
            midnight + random.whole(0, DAY_MS - 1),
          );
          // Some calls are told late: an export that was held back, a file from another system.
          const arrives = random.chance(0.12) ? day + random.whole(1, 45) : day;
          toCome.set(arrives, [...(toCome.get(arrives) ?? []), call]);
        }
        const arrived = toCome.get(day) ?? [];
        const now = midnight + DAY_MS - 1;
        const imported = random.chance(0.05) ? arrived : [];
        if (imported.length > 0) importBeside(directory, imported);
        else if (arrived.length > 0) {
          await ledger.bookCalls(arrived.map(recordedCall), new Date(now));
          live.push(...arrived);
        }
        calls.push(...arrived);

        if (day === 250) {
          // Limits change in the middle of every period, and a new rate is in force for months already.
          file = {
            exchangeRates: { ...RATES, EUR: [...RATES.EUR, { from: '2027-12-13', perUsd: 0.9555 }] },
            budgets: file.budgets.map((entry) => ({ ...entry, limit: entry.limit * 2 })),
          };
          naive = file.budgets.map((entry) => new NaiveBudget(entry, file));
          book.configure(parse(file));
          compare(now);
        }
        if (day === 500) {
          ledger.close();
          ledger = new Ledger(openLedgerDatabase(directory));
          book = new BudgetBook(ledger, parse(file));
        }
        if (random.chance(0.07)) compare(now);
        if (random.chance(0.02)) {
          // The last instant of a period and the first of the next one.
          const state = book.states(new Date(now))[random.whole(0, BUDGETS - 1)];
          const end = state?.period.end.getTime() ?? now;
          compare(end - 1);
          compare(end);
          compared.rollOvers += 1;
        }
      }

      const end = FIRST_DAY_MS + DAYS * DAY_MS - 1;
      for (const states of book.history(new Date(end), 24)) expectHistory(states, naive, calls);
      expectCounters(ledger, book.states(new Date(end)), naive, live);
      expect(compared.states).toBeGreaterThan(40);
      expect(compared.rollOvers).toBeGreaterThan(5);
    },
    120_000,
  );
});

/** JSON is YAML. */
const parse = (file: BudgetsFile) => parseBudgets(JSON.stringify(file), 'budgets.yaml');

/** As `outlay import` does it beside a running collector: another connection, another ledger in memory. */
function importBeside(directory: string, calls: readonly SyntheticCall[]): void {
  const other = new Ledger(openLedgerDatabase(directory));
  other.bookImported(calls.map(importedCall));
  other.close();
}

/** The part of states that the second computation has too, by name; of periods their first and last day. */
function figures(states: readonly BudgetState[], naive: readonly NaiveBudget[]) {
  return states
    .map((state) => {
      const { name, limit, status, unit, spent, remaining, period } = state;
      const billionths = unit === null;
      const { timeZone } = period;
      return {
        name,
        limit,
        status,
        spent: billionths ? Math.round(spent * 1e9) : spent,
        remaining: billionths ? Math.round(remaining * 1e9) : remaining,
        firstDay: localDate(period.start.getTime(), timeZone),
        dayBefore:
          localDate(period.start.getTime() - 1, timeZone) < localDate(period.start.getTime(), timeZone),
        endsWithPeriod: ownerOf(state, naive).firstDayAt(period.end.getTime() - 1),
        nextBegins:
          ownerOf(state, naive).firstDayAt(period.end.getTime()) !==
          localDate(period.start.getTime(), timeZone),
      };
    })
    .sort(byName);
}

function expectedFigures(naive: readonly NaiveBudget[], now: number, calls: readonly SyntheticCall[]) {
  return naive
    .flatMap((budget) => {
      const { period, unit } = budget.entry;
      const firstDay = typeof period === 'string' ? budget.firstDayAt(now) : period.from;
      if (firstDay === undefined) return [];
      return budget.expected(firstDay, calls).map(({ name, limit, status, spent }) => ({
        name,
        limit,
        status,
        spent: Number(spent),
        remaining: unit === undefined ? Math.round(limit * 1e9) - Number(spent) : limit - Number(spent),
        firstDay,
        dayBefore: true,
        endsWithPeriod: firstDay,
        nextBegins: true,
      }));
    })
    .sort(byName);
}

function expectHistory(
  states: readonly BudgetState[],
  naive: readonly NaiveBudget[],
  calls: readonly SyntheticCall[],
): void {
  const [newest] = states;
  if (newest === undefined) return;
  const budget = ownerOf(newest, naive);
  let firstDay: string | undefined = localDate(newest.period.start.getTime(), newest.period.timeZone);
  for (const state of states) {
    if (firstDay === undefined) throw new Error(`${state.name} has a period that must not be`);
    const expected = budget.expected(firstDay, calls).find(({ name }) => name === state.name);
    const spent = state.unit === null ? Math.round(state.spent * 1e9) : state.spent;
    expect({ name: state.name, limit: state.limit, spent, status: state.status }).toEqual(
      expected && { ...expected, spent: Number(expected.spent) },
    );
    firstDay = budget.calendar.firstDayBefore(firstDay);
  }
  expect(states).toHaveLength(typeof budget.entry.period === 'string' ? 24 : 1);
}

/**
 * Counters go on over periods, limits, restarts and times without the budget, and leave imports out. Where money is
 * converted, each booking is rounded by itself.
 */
function expectCounters(
  ledger: Ledger,
  states: readonly BudgetState[],
  naive: readonly NaiveBudget[],
  live: readonly SyntheticCall[],
): void {
  for (const state of states) {
    // Its second rate came into the file when much was counted by the first.
    if (state.currency === 'EUR') continue;
    const budget = ownerOf(state, naive);
    const unit = state.unit ?? state.currency ?? '';
    const total = ledger.budgetCounters.total(state.name, unit) ?? 0n;
    const expected = budget.everCounted(state.name, live);
    const ledgerUnits = state.unit === null || state.unit === 'requests' ? 1n : 1_000_000n;
    const difference = Number(total - expected * ledgerUnits);
    const roundings = state.unit === null && state.currency !== 'USD' ? live.length / 2 : 0;
    expect(Math.abs(difference), `${state.name}, off by`).toBeLessThanOrEqual(roundings);
  }
}

function ownerOf({ name }: Pick<BudgetState, 'name'>, naive: readonly NaiveBudget[]): NaiveBudget {
  const owner = naive.find(({ entry }) => isNameOf(name, entry.name));
  if (owner === undefined) throw new Error(`nobody asked for the budget ${name}`);
  return owner;
}

function isNameOf(name: string, template: string): boolean {
  const [before = '', after] = template.split('{tenant}');
  return after === undefined ? name === template : name.startsWith(before);
}

const byName = (a: { readonly name: string }, b: { readonly name: string }) => (a.name < b.name ? -1 : 1);
