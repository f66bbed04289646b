import type { Series } from '../ledger/series.ts';
import { openLabelsText } from './text.ts';

/**
 * The label text of every series that is shown, made once: it never changes, and making it costs more than everything
 * else about a line. Kept by series id, which are small whole numbers; an id that another series has got since is noticed.
 */
export class SeriesLabels {
  readonly #texts: (string | undefined)[] = [];
  readonly #owners: (Series | undefined)[] = [];

  /** `{model="a",job="shop"`: the closing brace is left to the line. */
  textOf(series: Series): string {
    const { id } = series;
    const known = this.#texts[id];
    if (known !== undefined && this.#owners[id] === series) return known;
    const text = openLabelsText([...Object.entries(series.labels), ['job', series.job]]);
    this.#texts[id] = text;
    this.#owners[id] = series;
    return text;
  }

  forget(seriesId: number): void {
    if (this.#texts[seriesId] === undefined) return;
    this.#texts[seriesId] = undefined;
    this.#owners[seriesId] = undefined;
  }
}
