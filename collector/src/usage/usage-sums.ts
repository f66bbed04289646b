import { ATTRIBUTE, INSTRUMENT, PRICING } from '@outlay/instrumentation/names';
import { ExactSums } from '../ledger/exact-sums.ts';
import type { SeriesTable } from '../ledger/reading/series-table.ts';

/** What is added up of one group. */
export interface SummedFigures {
  readonly costNanoUsd: bigint;
  readonly estimatedNanoUsd: bigint;
  readonly requests: bigint;
  readonly unpriced: bigint;
  /** Millionths of each unit, by name; those that are not zero. */
  readonly micros: ReadonlyMap<string, bigint>;
}

/** Places of the figures within a group's; units follow. */
const EXACT_COST = 0;
const ESTIMATED_COST = 1;
const REQUESTS = 2;
const UNPRICED = 3;
const FIRST_UNIT = 4;

const NOWHERE = -1;

/** Values of `pricing` that are no exact amounts. */
const ESTIMATED: readonly string[] = [PRICING.estimated, PRICING.partial, PRICING.totals];

/**
 * Adds up amounts of series by group, for one span of time after the other. Which sum a series counts towards is worked out
 * once; then an amount costs two additions, whatever the labels.
 */
export class UsageSums {
  readonly #units: string[] = [];
  /** By series id: the figure that it counts towards. */
  readonly #figures: Int32Array;
  /** By series id: the group that it counts towards. */
  readonly #groups: Int32Array;
  readonly #sums: ExactSums;
  readonly #totals: ExactSums;
  readonly #touchedIn: Int32Array;
  #touched: number[] = [];
  #span = 0;

  /**
   * @param costMetric the instrument that costs are taken of
   * @param groupOf group of the series in a row of the table, from 0; `undefined`: in the total alone; `null`: left out
   */
  constructor(
    series: SeriesTable,
    costMetric: string,
    groupOf: (row: number) => number | undefined | null,
    groupCount: number,
  ) {
    let highest = 0;
    for (let row = 0; row < series.size; row += 1) highest = Math.max(highest, series.idAt(row));
    this.#figures = new Int32Array(highest + 1).fill(NOWHERE);
    this.#groups = new Int32Array(highest + 1).fill(NOWHERE);
    for (let row = 0; row < series.size; row += 1) {
      const group = groupOf(row);
      const figure = group === null ? undefined : this.#figureOf(series, row, costMetric);
      if (figure === undefined) continue;
      this.#figures[series.idAt(row)] = figure;
      this.#groups[series.idAt(row)] = group ?? NOWHERE;
    }
    this.#sums = new ExactSums(groupCount * this.#width);
    this.#totals = new ExactSums(this.#width);
    this.#touchedIn = new Int32Array(groupCount);
  }

  readonly add = (seriesId: number, low: number, high: number): void => {
    const figure = this.#figures[seriesId] ?? NOWHERE;
    if (figure === NOWHERE) return;
    this.#totals.add(figure, low, high);
    const group = this.#groups[seriesId] ?? NOWHERE;
    if (group === NOWHERE) return;
    if (this.#touchedIn[group] !== this.#span) {
      this.#touchedIn[group] = this.#span;
      this.#touched.push(group);
      this.#sums.clear(group * this.#width, this.#width);
    }
    this.#sums.add(group * this.#width + figure, low, high);
  };

  /** Adds up what `addAll` gives to `add`, and tells the groups that got anything. */
  sumSpan(
    addAll: (add: UsageSums['add']) => void,
  ): { readonly group: number; readonly figures: SummedFigures }[] {
    this.#span += 1;
    this.#touched = [];
    addAll(this.add);
    return this.#touched.map((group) => ({
      group,
      figures: this.#figuresAt(this.#sums, group * this.#width),
    }));
  }

  /** Of all spans, in all groups and outside of them. */
  total(): SummedFigures {
    return this.#figuresAt(this.#totals, 0);
  }

  get #width(): number {
    return FIRST_UNIT + this.#units.length;
  }

  #figureOf(series: SeriesTable, row: number, costMetric: string): number | undefined {
    const metric = series.metricAt(row);
    if (metric === costMetric) {
      const pricing = series.text(series.label(ATTRIBUTE.pricing)[row]);
      return ESTIMATED.includes(pricing) ? ESTIMATED_COST : EXACT_COST;
    }
    if (metric === INSTRUMENT.requestDuration) return REQUESTS;
    if (metric === INSTRUMENT.unpriced) return UNPRICED;
    if (metric !== INSTRUMENT.usage) return undefined;
    const unit = series.text(series.label(ATTRIBUTE.unit)[row]);
    const known = this.#units.indexOf(unit);
    return FIRST_UNIT + (known >= 0 ? known : this.#units.push(unit) - 1);
  }

  #figuresAt(sums: ExactSums, offset: number): SummedFigures {
    const estimatedNanoUsd = sums.at(offset + ESTIMATED_COST);
    const micros = new Map<string, bigint>();
    for (const [index, unit] of this.#units.entries()) {
      const sum = sums.at(offset + FIRST_UNIT + index);
      if (sum !== 0n) micros.set(unit, sum);
    }
    return {
      costNanoUsd: sums.at(offset + EXACT_COST) + estimatedNanoUsd,
      estimatedNanoUsd,
      requests: sums.at(offset + REQUESTS),
      unpriced: sums.at(offset + UNPRICED),
      micros,
    };
  }
}
