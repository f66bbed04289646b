import type { HistogramValue } from '../histogram.ts';
import { type StreamTable, grown } from '../streams/stream-table.ts';

const INITIAL_LENGTH = 1_024;

/** How streams stood before the batch under way, so that it can be taken back when the disk refuses it. */
export class UndoLog {
  readonly #table: StreamTable;
  #rows = new Uint32Array(INITIAL_LENGTH);
  #timeHigh = new Uint32Array(INITIAL_LENGTH);
  #timeLow = new Uint32Array(INITIAL_LENGTH);
  #values = new Float64Array(INITIAL_LENGTH);
  #begun = new Uint8Array(INITIAL_LENGTH);
  #writtenIn = new Uint32Array(INITIAL_LENGTH);
  readonly #histograms = new Map<number, HistogramValue>();
  #length = 0;

  constructor(table: StreamTable) {
    this.#table = table;
  }

  get length(): number {
    return this.#length;
  }

  note(row: number): void {
    const table = this.#table;
    const at = this.#length;
    if (at === this.#rows.length) this.#grow();
    this.#rows[at] = row;
    this.#timeHigh[at] = table.timeHigh[row] ?? 0;
    this.#timeLow[at] = table.timeLow[row] ?? 0;
    this.#values[at] = table.values[row] ?? 0;
    this.#begun[at] = table.begun[row] ?? 0;
    this.#writtenIn[at] = table.writtenIn[row] ?? 0;
    const histogram = table.histograms[row];
    if (histogram !== undefined) this.#histograms.set(at, histogram);
    this.#length += 1;
  }

  /** Takes back what was noted since the log had that length. */
  undoTo(length: number): void {
    const table = this.#table;
    for (let at = this.#length - 1; at >= length; at -= 1) {
      const row = this.#rows[at] ?? 0;
      table.timeHigh[row] = this.#timeHigh[at] ?? 0;
      table.timeLow[row] = this.#timeLow[at] ?? 0;
      table.values[row] = this.#values[at] ?? 0;
      table.begun[row] = this.#begun[at] ?? 0;
      table.writtenIn[row] = this.#writtenIn[at] ?? 0;
      table.histograms[row] = this.#histograms.get(at);
      this.#histograms.delete(at);
    }
    this.#length = length;
  }

  clear(): void {
    this.#length = 0;
    this.#histograms.clear();
  }

  #grow(): void {
    const length = 2 * this.#rows.length;
    this.#rows = grown(this.#rows, new Uint32Array(length));
    this.#timeHigh = grown(this.#timeHigh, new Uint32Array(length));
    this.#timeLow = grown(this.#timeLow, new Uint32Array(length));
    this.#values = grown(this.#values, new Float64Array(length));
    this.#begun = grown(this.#begun, new Uint8Array(length));
    this.#writtenIn = grown(this.#writtenIn, new Uint32Array(length));
  }
}
