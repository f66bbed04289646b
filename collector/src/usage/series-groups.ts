import { matchesGlob } from '../budget/match.ts';
import type { LabelColumn, SeriesTable } from '../ledger/reading/series-table.ts';

/** The labels of one group; a label that its series lack is absent. */
type GroupLabels = Readonly<Record<string, string>>;

/** A column by the name that budgets and reports use. */
function columnOf(series: SeriesTable, label: string): LabelColumn {
  if (label === 'job') return series.jobs();
  return series.label(label === 'user' ? 'user_id' : label);
}

/** Sorts series into groups of equal values of some labels. */
export class SeriesGroups {
  readonly #series: SeriesTable;
  readonly #labels: readonly string[];
  /** By row. */
  readonly #groups: Int32Array;
  /** By group, a row of it. */
  readonly #examples: number[] = [];

  constructor(series: SeriesTable, labels: readonly string[]) {
    this.#series = series;
    this.#labels = labels;
    this.#groups = new Int32Array(series.size);
    let count = 1;
    for (const label of labels) count = this.#split(columnOf(series, label), count);
    for (let row = series.size - 1; row >= 0; row -= 1) this.#examples[this.groupOf(row)] = row;
  }

  get count(): number {
    return Math.max(1, this.#examples.length);
  }

  groupOf(row: number): number {
    return this.#groups[row] ?? 0;
  }

  labelsOf(group: number): GroupLabels {
    const row = this.#examples[group] ?? -1;
    const labels: Record<string, string> = {};
    for (const label of this.#labels) {
      const value = this.#series.text(columnOf(this.#series, label)[row]);
      if (value !== '') labels[label] = value;
    }
    return labels;
  }

  /** Splits each group by the values of one more label; returns how many there are then. */
  #split(column: LabelColumn, groupCount: number): number {
    const known = new Map<number, number>();
    for (let row = 0; row < this.#groups.length; row += 1) {
      const key = (column[row] ?? 0) * groupCount + this.groupOf(row);
      let group = known.get(key);
      if (group === undefined) known.set(key, (group = known.size));
      this.#groups[row] = group;
    }
    return known.size;
  }
}

/**
 * Tells whether the series of a row has, for each label, a value that one of its globs matches; a label that it lacks
 * matches none. A value is held against the globs once, however many series carry it.
 */
export function seriesFilter(
  series: SeriesTable,
  where: Readonly<Record<string, readonly string[]>>,
): (row: number) => boolean {
  const tests = Object.entries(where).map(([label, globs]) => {
    const column = columnOf(series, label);
    const known = new Map<number, boolean>();
    return (row: number): boolean => {
      const code = column[row] ?? 0;
      let isMatching = known.get(code);
      if (isMatching === undefined) {
        isMatching = code !== 0 && globs.some((glob) => matchesGlob(glob, series.text(code)));
        known.set(code, isMatching);
      }
      return isMatching;
    };
  });
  return (row) => tests.every((test) => test(row));
}
