import type { Attributes, Context, Histogram } from '@opentelemetry/api';
import { AttributeSets } from './attribute-sets.ts';
import { type Exemplar, exemplarOf } from './exemplar.ts';

/** The values of one set of attributes. Whoever records often keeps it: recording is then a few steps. */
export class HistogramSeries {
  readonly attributes: Attributes;
  /** When it began, in Unix milliseconds. */
  readonly sinceMillis = Date.now();
  /** One more than there are boundaries: the last counts what is above all of them. */
  readonly counts: number[];
  sum = 0;
  count = 0;
  min = Infinity;
  max = -Infinity;
  readonly #owner: Histograms;
  #exemplars: Map<number, Exemplar> | undefined;

  constructor(owner: Histograms, attributes: Attributes) {
    this.#owner = owner;
    this.attributes = attributes;
    this.counts = new Array<number>(owner.boundaries.length + 1).fill(0);
  }

  /** @param context that of a call with a span, for exemplars */
  record(value: number, context?: Context): void {
    const { instrument, boundaries } = this.#owner;
    if (instrument !== undefined) {
      if (context === undefined) instrument.record(value, this.attributes);
      else instrument.record(value, this.attributes, context);
      return;
    }
    let bucket = 0;
    while (bucket < boundaries.length && value > (boundaries[bucket] ?? Infinity)) bucket += 1;
    this.counts[bucket] = (this.counts[bucket] ?? 0) + 1;
    this.sum += value;
    this.count += 1;
    if (value < this.min) this.min = value;
    if (value > this.max) this.max = value;
    if (context !== undefined) this.#keepExemplar(bucket, value, context);
  }

  /** The newest exemplar of each bucket since they were taken last; undefined when there is none. */
  takeExemplars(): readonly Exemplar[] | undefined {
    const exemplars = this.#exemplars && [...this.#exemplars.values()];
    this.#exemplars = undefined;
    return exemplars;
  }

  #keepExemplar(bucket: number, value: number, context: Context): void {
    const exemplar = exemplarOf(value, context, Date.now());
    if (exemplar === undefined) return;
    this.#exemplars ??= new Map();
    this.#exemplars.set(bucket, exemplar);
  }
}

/**
 * Histograms by attributes with boundaries of their own. OpenTelemetry's take some three microseconds for each value with
 * attributes; these take a tenth of one. Where the application's own SDK collects, each value goes to its instrument.
 */
export class Histograms {
  readonly boundaries: readonly number[];
  /** Gets the values instead, when set. */
  instrument: Histogram | undefined;
  readonly #series: AttributeSets<HistogramSeries>;

  constructor(boundaries: readonly number[], maxSets: number) {
    this.boundaries = boundaries;
    this.#series = new AttributeSets(maxSets, (attributes) => new HistogramSeries(this, attributes));
  }

  at(attributes: Attributes): HistogramSeries {
    return this.#series.at(attributes);
  }

  [Symbol.iterator](): Iterator<HistogramSeries> {
    return this.#series.values();
  }
}
