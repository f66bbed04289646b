import { INSTRUMENT } from '@outlay/instrumentation/names';
import type { Attributes } from '../../otlp/metrics.ts';
import { MAX_SUM_NUMBER } from '../amount-limit.ts';
import type { ObservedIncrease } from '../derivation.ts';
import { type HistogramValue, histogramIncrements } from '../histogram.ts';
import { labelsFromAttributes } from '../labels.ts';
import { keptAttributes } from '../metric-kind.ts';
import { type LedgerSeries, type SeriesRegistry, isOverflow } from '../series-registry.ts';
import type { SeriesIdentity } from '../series.ts';
import { NO_ROW, type StoredStream, type StreamTable } from '../streams/stream-table.ts';
import type { Batch } from './batch.ts';
import { type MetricSource, keyOf } from './metric-source.ts';
import type { OutcomeBuilder } from './outcome.ts';
import { MAX_CLOCK_LEAD_NANO } from '../stream.ts';
import { type Span, SpanFinder, unixNano } from './time-span.ts';

/** When a point's stream began and when the point was taken, in nanoseconds in 32-bit halves; and what it is of. */
export interface PointView {
  readonly startHigh: number;
  readonly startLow: number;
  readonly timeHigh: number;
  readonly timeLow: number;
  /** Asked for only where the point's series does not tell them: it may have to decode them. */
  attributes(): Attributes;
}

/** Doubles hold every whole number up to here; the difference of two of them is exact too. */
const EXACT = Number.MAX_SAFE_INTEGER;

/**
 * Books points to streams. A cumulative value can only grow, so the value and not the timestamp tells which of two points
 * is newer (see `advanceStream`, whose rules these are, in numbers that make no garbage). A delta counts once, in order: its
 * start must not lie before the end of the last one.
 */
export class PointBooker {
  readonly #table: StreamTable;
  readonly #registry: SeriesRegistry;
  readonly #batch: Batch;
  readonly #spans = new SpanFinder();
  readonly #findStored: (key: Uint8Array) => StoredStream | undefined;
  /** Increases that more may follow from, of the request under way. */
  observed: ObservedIncrease[] = [];
  #outcome: OutcomeBuilder;
  /** No believable time is later than this. */
  #latestUnixNano = 0n;

  /** @param findStored looks a stream up in the file that is not in memory */
  constructor(
    table: StreamTable,
    registry: SeriesRegistry,
    batch: Batch,
    outcome: OutcomeBuilder,
    findStored: (key: Uint8Array) => StoredStream | undefined,
  ) {
    this.#table = table;
    this.#registry = registry;
    this.#batch = batch;
    this.#outcome = outcome;
    this.#findStored = findStored;
  }

  beginRequest(outcome: OutcomeBuilder, now: Date): void {
    this.#outcome = outcome;
    this.observed = [];
    const nowUnixNano = BigInt(now.getTime()) * 1_000_000n;
    this.#latestUnixNano = nowUnixNano + MAX_CLOCK_LEAD_NANO;
    this.#spans.begin(nowUnixNano);
  }

  /** The row of a stream, which is added where it is new. */
  row(source: MetricSource, attributes: Attributes, startUnixNano: bigint): number {
    const key = keyOf(source, attributes, startUnixNano);
    const known = this.#table.find(key);
    if (known !== NO_ROW) return known;
    const stored = this.#findStored(key);
    if (stored !== undefined) return this.#batch.restoreStream(stored);
    return this.#batch.addStream(key, this.#batch.series(identityOf(source, attributes)).id);
  }

  /** @param units whole ledger units */
  counter(row: number, source: MetricSource, units: number, point: PointView): void {
    const table = this.#table;
    const last = table.values[row] ?? 0;
    let amount: number | bigint;
    let span: Span;
    if (source.isDelta) {
      const deltaSpan = this.#deltaSpan(row, point);
      if (deltaSpan === undefined) return;
      amount = units > EXACT ? BigInt(units) : units;
      span = deltaSpan;
    } else {
      const isNewer = this.#isNewer(row, point);
      if (units < last) return this.#drop(row, isNewer ? 'decreased' : 'late');
      if (!isNewer && units === last) return this.#drop(row, 'duplicate');
      amount = units > EXACT ? BigInt(units) - BigInt(last) : units - last;
      span = this.#cumulativeSpan(row, point);
    }
    const series = this.#seriesOf(row);
    if (amount > 0 && !this.#batch.hasRoomFor(series, amount)) return this.#drop(row, 'sum_too_large');
    this.#batch.seen(row);
    this.#batch.moveCounter(row, point.timeHigh, point.timeLow, source.isDelta ? 0 : units);
    this.#outcome.accepted += 1;
    const { kind } = source;
    if (kind === undefined || kind.kind === 'gauge') return;
    if (amount > 0) {
      const identity = isOverflow(series) ? identityOf(source, point.attributes()) : series;
      this.#batch.addToCounter(series, amount, kind.booked, span, identity);
    }
    if (kind.derives === true) this.#observe(source, series, BigInt(amount), span);
  }

  histogram(row: number, source: MetricSource, value: HistogramValue, point: PointView): void {
    let increase: HistogramValue | undefined;
    let span: Span;
    if (source.isDelta) {
      const deltaSpan = this.#deltaSpan(row, point);
      if (deltaSpan === undefined) return;
      increase = value;
      span = deltaSpan;
    } else {
      const isNewer = this.#isNewer(row, point);
      increase = histogramIncrements.increase(this.#table.histograms[row] ?? histogramIncrements.zero, value);
      if (increase === undefined) return this.#drop(row, isNewer ? 'decreased' : 'late');
      if (!isNewer && histogramIncrements.isZero(increase)) return this.#drop(row, 'duplicate');
      span = this.#cumulativeSpan(row, point);
    }
    const series = this.#seriesOf(row);
    if (!this.#batch.hasRoomForCount(series, increase.count)) return this.#drop(row, 'sum_too_large');
    this.#batch.seen(row);
    this.#batch.moveHistogram(
      row,
      point.timeHigh,
      point.timeLow,
      source.isDelta ? histogramIncrements.zero : value,
    );
    this.#outcome.accepted += 1;
    const { kind } = source;
    if (kind === undefined || kind.kind === 'gauge') return;
    // Buckets of another layout cannot be merged: the requests are still booked, the buckets are left out.
    if (!this.#batch.addToHistogram(series, increase)) this.#outcome.drop('bucket_mismatch', 1);
    if (kind.booked && increase.count > 0) {
      const identity = isOverflow(series) ? identityOf(source, point.attributes()) : series;
      this.#batch.addSpend(series, BigInt(increase.count), span, identity);
    }
    if (kind.derives === true) this.#observe(source, series, increase, span);
  }

  #isNewer(row: number, { timeHigh, timeLow }: PointView): boolean {
    const table = this.#table;
    if (table.begun[row] === 0) return true;
    const lastHigh = table.timeHigh[row] ?? 0;
    return timeHigh > lastHigh || (timeHigh === lastHigh && timeLow > (table.timeLow[row] ?? 0));
  }

  /** The first point of a stream counts from the stream's start, any other from the point before. */
  #cumulativeSpan(row: number, { startHigh, startLow, timeHigh, timeLow }: PointView): Span {
    const table = this.#table;
    return table.begun[row] === 0
      ? this.#spans.between(startHigh, startLow, timeHigh, timeLow)
      : this.#spans.between(table.timeHigh[row] ?? 0, table.timeLow[row] ?? 0, timeHigh, timeLow);
  }

  /** Without a start, a delta that ends later than the last one is taken to begin where that ended. */
  #deltaSpan(row: number, point: PointView): Span | undefined {
    const table = this.#table;
    const { startHigh, startLow, timeHigh, timeLow } = point;
    const hasStart = startHigh !== 0 || startLow !== 0;
    if (table.begun[row] === 1) {
      const lastHigh = table.timeHigh[row] ?? 0;
      const lastLow = table.timeLow[row] ?? 0;
      const follows = hasStart
        ? startHigh > lastHigh || (startHigh === lastHigh && startLow >= lastLow)
        : this.#isNewer(row, point);
      if (!follows || !this.#isNewer(row, point)) {
        if (this.#isAfterClockLead(row, point))
          return this.#spans.between(startHigh, startLow, timeHigh, timeLow);
        this.#drop(row, 'delta_overlap');
        return undefined;
      }
      if (!hasStart) return this.#spans.between(lastHigh, lastLow, timeHigh, timeLow);
    }
    return this.#spans.between(startHigh, startLow, timeHigh, timeLow);
  }

  /**
   * Whether the stream stands at a time that is still to come while this point's is believable: the sender's clock was far
   * ahead once and is right again. Else all its deltas would overlap until that time has come.
   */
  #isAfterClockLead(row: number, { timeHigh, timeLow }: PointView): boolean {
    const last = unixNano(this.#table.timeHigh[row] ?? 0, this.#table.timeLow[row] ?? 0);
    return last > this.#latestUnixNano && unixNano(timeHigh, timeLow) <= this.#latestUnixNano;
  }

  #drop(row: number, reason: Parameters<OutcomeBuilder['drop']>[0]): void {
    this.#batch.seen(row);
    this.#outcome.drop(reason, 1);
  }

  #seriesOf(row: number): LedgerSeries {
    const id = this.#table.seriesIds[row] ?? 0;
    const series = this.#registry.byId(id);
    if (series === undefined)
      throw new Error(`stream ${this.#table.ids[row]} is of series ${id}, which is gone`);
    return series;
  }

  #observe(
    source: MetricSource,
    { metric, job, labels }: SeriesIdentity,
    increase: bigint | HistogramValue,
    { fromUnixNano, toUnixNano }: Span,
  ): void {
    const { resource, scopeName } = source;
    this.observed.push({
      series: { metric, job, labels },
      resource,
      scopeName,
      increase,
      fromUnixNano,
      toUnixNano,
    });
  }
}

/** The series that a point belongs to. */
export function identityOf(
  { metric, job, instance }: Pick<MetricSource, 'metric' | 'job' | 'instance'>,
  attributes: Attributes,
): SeriesIdentity {
  // Spend by user is in no series: an instance would only multiply its rows.
  const kept = metric === INSTRUMENT.userCostUsd ? undefined : instance;
  return { metric, job, labels: labelsFromAttributes(keptAttributes(metric, attributes), kept) };
}

/** Whole ledger units of a counter's value; -1 for a value that is none. */
export function unitsOf(value: number, scale: number): number {
  if (!(value >= 0 && value < Number.POSITIVE_INFINITY)) return -1;
  const units = Math.round(value * scale);
  return units > MAX_SUM_NUMBER ? -1 : units;
}

/** Whether a time fits the 64-bit column: in nanoseconds since the epoch, until the year 2262. */
export function isStorable(high: number): boolean {
  return high < 0x80000000;
}
