import type { Series } from '../ledger/series.ts';
import { openLabelsText } from './text.ts';

/**
 * The label text of every series that is shown, made once: it never changes, and making it costs more than everything
 * else about a line. Kept by series id, which are small whole numbers.
 */
export class SeriesLabels {
  readonly #texts: (string | undefined)[] = [];

  /** `{model="a",job="shop"`: the closing brace is left to the line. */
  textOf(series: Series): string {
    const known = this.#texts[series.id];
    if (known !== undefined) return known;
    const text = openLabelsText([...Object.entries(series.labels), ['job', series.job]]);
    this.#texts[series.id] = text;
    return text;
  }

  forget(seriesId: number): void {
    if (this.#texts[seriesId] !== undefined) this.#texts[seriesId] = undefined;
  }
}
