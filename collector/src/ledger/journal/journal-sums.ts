import { type HistogramValue, addHistograms } from '../histogram.ts';
import type { JournalVisitor } from './decode-journal.ts';

/** What the journal adds to one series. */
export interface SeriesSum {
  total: bigint;
  histogram: HistogramValue | undefined;
  /** Rising starts of slots, and what each got. */
  readonly slots: number[];
  readonly amounts: bigint[];
  lastSeenMs: number;
}

/** Where a stream stands after the journal. */
export interface StreamEnd {
  timeHigh: number;
  timeLow: number;
  value: number;
  histogram: HistogramValue | undefined;
  lastSeenMs: number;
}

export interface BudgetSum {
  readonly budget: string;
  readonly currency: string;
  amount: bigint;
}

/** Numbers from `first` to `last`, both in it. */
export interface IdRange {
  readonly first: number;
  readonly last: number;
}

export const ALL_IDS: IdRange = { first: 0, last: Number.MAX_SAFE_INTEGER };
export const NO_IDS: IdRange = { first: 1, last: 0 };

/** Adds up rows of the journal. Rows that a table has already are left out, row by row of the table. */
export class JournalSums implements JournalVisitor {
  readonly series = new Map<number, SeriesSum>();
  readonly streams = new Map<number, StreamEnd>();
  readonly budgets = new Map<string, BudgetSum>();
  /** For series and budgets: the last row that they have already. */
  readonly #foldedSeries: ReadonlyMap<number, number>;
  readonly #foldedBudgets: ReadonlyMap<string, number>;
  readonly #seriesRange: IdRange;
  readonly #streamRange: IdRange;
  #rowId = 0;
  #receivedAtMs = 0;

  /** The ranges say which series and streams are added up: not all of a large ledger need be in memory at once. */
  constructor(
    foldedSeries: ReadonlyMap<number, number>,
    foldedBudgets: ReadonlyMap<string, number>,
    seriesRange: IdRange,
    streamRange: IdRange,
  ) {
    this.#foldedSeries = foldedSeries;
    this.#foldedBudgets = foldedBudgets;
    this.#seriesRange = seriesRange;
    this.#streamRange = streamRange;
  }

  /** Says which row is read next. */
  beginRow(id: number): void {
    this.#rowId = id;
  }

  receivedAt(unixMs: number): void {
    this.#receivedAtMs = unixMs;
  }

  counterStream(id: number, timeHigh: number, timeLow: number, value: number): void {
    this.#endStream(id, timeHigh, timeLow, value, undefined);
  }

  histogramStream(id: number, timeHigh: number, timeLow: number, value: HistogramValue): void {
    this.#endStream(id, timeHigh, timeLow, 0, value);
  }

  spend(seriesId: number, slot: number, amount: bigint): void {
    const sum = this.#unfolded(seriesId);
    if (sum === undefined) return;
    const { slots, amounts } = sum;
    const at = placeOf(slots, slot);
    if (slots[at] === slot) amounts[at] = (amounts[at] ?? 0n) + amount;
    else {
      slots.splice(at, 0, slot);
      amounts.splice(at, 0, amount);
    }
  }

  total(seriesId: number, amount: bigint): void {
    const sum = this.#unfolded(seriesId);
    if (sum !== undefined) sum.total += amount;
  }

  histogram(seriesId: number, increase: HistogramValue): void {
    const sum = this.#unfolded(seriesId);
    if (sum === undefined) return;
    sum.histogram = sum.histogram === undefined ? increase : addHistograms(sum.histogram, increase);
  }

  budgetCost(budget: string, currency: string, amount: bigint): void {
    const key = budgetKey(budget, currency);
    if (this.#rowId <= (this.#foldedBudgets.get(key) ?? 0)) return;
    const sum = this.budgets.get(key);
    if (sum === undefined) this.budgets.set(key, { budget, currency, amount });
    else sum.amount += amount;
  }

  #unfolded(seriesId: number): SeriesSum | undefined {
    if (seriesId < this.#seriesRange.first || seriesId > this.#seriesRange.last) return undefined;
    if (this.#rowId <= (this.#foldedSeries.get(seriesId) ?? 0)) return undefined;
    let sum = this.series.get(seriesId);
    if (sum === undefined) {
      sum = { total: 0n, histogram: undefined, slots: [], amounts: [], lastSeenMs: 0 };
      this.series.set(seriesId, sum);
    }
    sum.lastSeenMs = this.#receivedAtMs;
    return sum;
  }

  #endStream(
    id: number,
    timeHigh: number,
    timeLow: number,
    value: number,
    histogram: HistogramValue | undefined,
  ): void {
    if (id < this.#streamRange.first || id > this.#streamRange.last) return;
    const lastSeenMs = this.#receivedAtMs;
    const end = this.streams.get(id);
    if (end === undefined) this.streams.set(id, { timeHigh, timeLow, value, histogram, lastSeenMs });
    else {
      end.timeHigh = timeHigh;
      end.timeLow = timeLow;
      end.value = value;
      end.histogram = histogram;
      end.lastSeenMs = lastSeenMs;
    }
  }
}

export function budgetKey(budget: string, currency: string): string {
  return JSON.stringify([budget, currency]);
}

/** Index of a slot in the rising list, or where it belongs. Most come in order: looked for from the end. */
function placeOf(slots: readonly number[], slot: number): number {
  const last = slots.at(-1);
  if (last === undefined || slot > last) return slots.length;
  let [low, high] = [0, slots.length - 1];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((slots[middle] ?? 0) < slot) low = middle + 1;
    else high = middle;
  }
  return low;
}
