import type { HistogramValue } from '../ledger/histogram.ts';
import type { Series } from '../ledger/series.ts';

/** What a series shows: a counter's total in ledger units, or a histogram. */
export interface Reading {
  readonly total: bigint;
  readonly histogram: HistogramValue | undefined;
}

/**
 * Takes series out of the exposition that nobody reports any more, and back in when somebody does.
 *
 * A series that comes back is first shown at the value with which it left, for as long as a new one is shown at 0. Prometheus
 * has marked it stale meanwhile: over a range that does not reach back to before the gap, `increase()` would miss whatever was
 * booked by the time of the first scrape. Over one that does, it counts that once, as for any counter that went on.
 */
export class IdleSeries {
  readonly #idleMs: number;
  readonly #holdMs: number;
  readonly #left = new Map<number, Reading>();
  readonly #returned = new Map<number, { readonly reading: Reading; readonly untilMs: number }>();

  constructor(idleMs: number, holdMs: number) {
    this.#idleMs = idleMs;
    this.#holdMs = holdMs;
  }

  /** What to show of a series that was live at some time; undefined: nothing, it is idle. */
  reading(series: Series, nowMs: number): Reading | undefined {
    const { id, lastSeenMs } = series;
    if (lastSeenMs !== undefined && nowMs - lastSeenMs > this.#idleMs) {
      if (!this.#left.has(id)) this.#left.set(id, copy(series));
      this.#returned.delete(id);
      return undefined;
    }
    if (this.#left.size === 0 && this.#returned.size === 0) return series;
    const left = this.#left.get(id);
    if (left !== undefined) {
      this.#left.delete(id);
      this.#returned.set(id, { reading: left, untilMs: nowMs + this.#holdMs });
    }
    const returned = this.#returned.get(id);
    if (returned !== undefined && nowMs < returned.untilMs) return returned.reading;
    this.#returned.delete(id);
    return series;
  }
}

/** The ledger may go on counting in the series' own objects. */
function copy({ total, histogram }: Series): Reading {
  if (histogram === undefined) return { total, histogram };
  return { total, histogram: { ...histogram, bucketCounts: [...histogram.bucketCounts] } };
}
