import type { HistogramValue } from '../histogram.ts';
import type { StreamTable } from '../streams/stream-table.ts';

/** How streams stood before the batch under way, so that it can be taken back when the disk refuses it. */
export class UndoLog {
  readonly #table: StreamTable;
  readonly #rows: number[] = [];
  readonly #timeHigh: number[] = [];
  readonly #timeLow: number[] = [];
  readonly #values: number[] = [];
  readonly #histograms: (HistogramValue | undefined)[] = [];
  readonly #begun: number[] = [];

  constructor(table: StreamTable) {
    this.#table = table;
  }

  get length(): number {
    return this.#rows.length;
  }

  note(row: number): void {
    const table = this.#table;
    this.#rows.push(row);
    this.#timeHigh.push(table.timeHigh[row] ?? 0);
    this.#timeLow.push(table.timeLow[row] ?? 0);
    this.#values.push(table.values[row] ?? 0);
    this.#begun.push(table.begun[row] ?? 0);
    this.#histograms.push(table.histograms[row]);
  }

  /** Takes back what was noted since the log had that length. */
  undoTo(length: number): void {
    const table = this.#table;
    for (let i = this.#rows.length - 1; i >= length; i -= 1) {
      const row = this.#rows[i] ?? 0;
      table.timeHigh[row] = this.#timeHigh[i] ?? 0;
      table.timeLow[row] = this.#timeLow[i] ?? 0;
      table.values[row] = this.#values[i] ?? 0;
      table.begun[row] = this.#begun[i] ?? 0;
      table.histograms[row] = this.#histograms[i];
    }
    this.#cut(length);
  }

  clear(): void {
    this.#cut(0);
  }

  #cut(length: number): void {
    for (const column of [this.#rows, this.#timeHigh, this.#timeLow, this.#values, this.#begun]) {
      column.length = length;
    }
    this.#histograms.length = length;
  }
}
