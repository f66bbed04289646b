import type { SeriesIdentity } from '../series.ts';

/** Values of one label, by row, as numbers of the texts that the table keeps once; 0 where the label is absent. */
export type LabelColumn = { readonly [row: number]: number | undefined };

const ABSENT: LabelColumn = {};

/**
 * Many series in little memory, by columns: a text is kept once, whatever the number of series that carry it. A hundred
 * thousand series take some megabytes, and are grouped by comparing numbers.
 */
export class SeriesTable {
  readonly #texts: string[] = [''];
  readonly #codes = new Map<string, number>();
  readonly #labels = new Map<string, Column>();
  readonly #ids = new Column();
  readonly #metrics = new Column();
  readonly #jobs = new Column();
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** How many texts there are; their numbers are below it. */
  get textCount(): number {
    return this.#texts.length;
  }

  add(id: number, { metric, job, labels }: SeriesIdentity): void {
    const row = this.#size;
    this.#ids.set(row, id);
    this.#metrics.set(row, this.#codeOf(metric));
    this.#jobs.set(row, this.#codeOf(job));
    for (const [name, value] of Object.entries(labels)) {
      let column = this.#labels.get(name);
      if (column === undefined) this.#labels.set(name, (column = new Column()));
      column.set(row, this.#codeOf(value));
    }
    this.#size += 1;
  }

  idAt(row: number): number {
    return this.#ids.values[row] ?? 0;
  }

  metricAt(row: number): string {
    return this.text(this.#metrics.values[row]);
  }

  jobs(): LabelColumn {
    return this.#jobs.values;
  }

  /** Names of all labels, sorted. */
  labelNames(): string[] {
    return [...this.#labels.keys()].sort();
  }

  label(name: string): LabelColumn {
    return this.#labels.get(name)?.values ?? ABSENT;
  }

  /** The text of a number in a column. */
  text(code: number | undefined): string {
    return this.#texts[code ?? 0] ?? '';
  }

  #codeOf(text: string): number {
    if (text === '') return 0;
    const known = this.#codes.get(text);
    if (known !== undefined) return known;
    const code = this.#texts.push(text) - 1;
    this.#codes.set(text, code);
    return code;
  }
}

class Column {
  values = new Int32Array(256);

  set(row: number, value: number): void {
    if (row >= this.values.length) {
      const grown = new Int32Array(Math.max(row + 1, 2 * this.values.length));
      grown.set(this.values);
      this.values = grown;
    }
    this.values[row] = value;
  }
}
