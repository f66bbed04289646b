import type { HistogramTotal } from './histogram.ts';
import type { Labels } from './labels.ts';
import { type Series, type SeriesIdentity, seriesKey } from './series.ts';
import { RowIndex } from './streams/row-index.ts';

/** The label of the series that takes what is beyond a limit. Source: OpenTelemetry metrics SDK, "Cardinality limits". */
const OVERFLOW_LABELS: Labels = { otel_metric_overflow: 'true' };

/** A series whose figures move with each booking. */
export interface LedgerSeries extends Series {
  liveSince: number | undefined;
  lastSeenMs: number | undefined;
  total: bigint;
  histogram: HistogramTotal | undefined;
}

/**
 * The series in memory, and those that a batch under way would add. At most so many are kept, half of them of one metric:
 * one service that puts an id into a label cannot take the room of all others. What is beyond goes to one series for each
 * metric and job.
 */
export class SeriesRegistry {
  readonly #maxSeries: number;
  /** Those on disk first, those of the batch under way last. */
  readonly #series: LedgerSeries[] = [];
  /** By the series' numbers, which follow one another. */
  readonly #byId: (LedgerSeries | undefined)[] = [];
  readonly #byKey = new RowIndex();
  /** Hashes of the keys, so that a search makes the key of a row only where the hash is the same. */
  readonly #hashes: number[] = [];
  readonly #countByMetric = new Map<string, number>();
  #committed = 0;
  #lastId = 0;

  constructor(maxSeries: number) {
    this.#maxSeries = maxSeries;
  }

  /** Number of series on disk. */
  get size(): number {
    return this.#committed;
  }

  get lastId(): number {
    return this.#lastId;
  }

  /** Those on disk. */
  values(): readonly LedgerSeries[] {
    return this.#committed === this.#series.length ? this.#series : this.#series.slice(0, this.#committed);
  }

  byId(id: number): LedgerSeries | undefined {
    return this.#byId[id];
  }

  find(identity: SeriesIdentity): LedgerSeries | undefined {
    return this.#find(seriesKey(identity));
  }

  /** Takes over a series of the file; `key` is its `seriesKey`, where that is known. */
  load(series: LedgerSeries, key = seriesKey(series)): void {
    this.#add(series, key);
    this.#committed = this.#series.length;
  }

  /**
   * The series of an identity, or the one that it overflows to; added to the batch under way where there is none.
   *
   * @param nowMs when it was reported; undefined: nobody reports it, it is of the past
   */
  ensure(identity: SeriesIdentity, nowMs: number | undefined): LedgerSeries {
    const key = seriesKey(identity);
    const known = this.#find(key);
    if (known !== undefined) return known;
    if (this.#isFull(identity.metric) && !isOverflow(identity)) {
      return this.ensure({ ...identity, labels: OVERFLOW_LABELS }, nowMs);
    }
    const { metric, job, labels } = identity;
    const series: LedgerSeries = {
      id: this.#lastId + 1,
      metric,
      job,
      // Parsed from its text, the object shares its shape with those of the same labels.
      labels: JSON.parse(JSON.stringify(labels)),
      liveSince: nowMs,
      lastSeenMs: nowMs,
      total: 0n,
      histogram: undefined,
    };
    this.#add(series, key);
    return series;
  }

  /** Series of the batch under way. */
  uncommitted(): readonly LedgerSeries[] {
    return this.#series.slice(this.#committed);
  }

  /** How many there are with those of the batch under way; a mark for `truncate`. */
  get length(): number {
    return this.#series.length;
  }

  commit(): void {
    this.#committed = this.#series.length;
  }

  /** Takes series of the batch under way back. */
  truncate(length: number): void {
    for (let row = this.#series.length - 1; row >= length; row -= 1) {
      const series = this.#series.pop();
      if (series === undefined) return;
      this.#byKey.remove(this.#hashes.pop() ?? 0, row);
      this.#byId[series.id] = undefined;
      this.#countByMetric.set(series.metric, (this.#countByMetric.get(series.metric) ?? 1) - 1);
      this.#lastId = series.id - 1;
    }
  }

  /** Forgets all, to be loaded again. */
  clear(): void {
    this.#series.length = this.#hashes.length = 0;
    this.#byId.length = 0;
    this.#byKey.clear();
    this.#countByMetric.clear();
    this.#committed = this.#lastId = 0;
  }

  #find(key: string): LedgerSeries | undefined {
    const hash = textHash(key);
    const row = this.#byKey.find(
      hash,
      (candidate) => this.#hashes[candidate] === hash && this.#keyOf(candidate) === key,
    );
    return row < 0 ? undefined : this.#series[row];
  }

  #add(series: LedgerSeries, key: string): void {
    const row = this.#series.length;
    this.#series.push(series);
    this.#byId[series.id] = series;
    const hash = textHash(key);
    this.#hashes.push(hash);
    this.#byKey.add(hash, row, (other) => this.#hashes[other] ?? 0);
    this.#countByMetric.set(series.metric, (this.#countByMetric.get(series.metric) ?? 0) + 1);
    this.#lastId = Math.max(this.#lastId, series.id);
  }

  #keyOf(row: number): string {
    const series = this.#series[row];
    return series === undefined ? '' : seriesKey(series);
  }

  #isFull(metric: string): boolean {
    return (
      this.#series.length >= this.#maxSeries || (this.#countByMetric.get(metric) ?? 0) >= this.#maxSeries / 2
    );
  }
}

export function isOverflow({ labels }: SeriesIdentity): boolean {
  return labels['otel_metric_overflow'] === 'true';
}

/** FNV-1a over the UTF-16 units. */
function textHash(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash;
}
