import { INSTRUMENT } from '@outlay/instrumentation/names';
import {
  type Attributes,
  type Metric,
  type MetricsExport,
  type NumberPoint,
  countPoints,
} from '../otlp/metrics.ts';
import {
  type HistogramValue,
  addHistograms,
  counterIncrements,
  histogramIncrements,
  histogramValue,
  isConsistent,
  sameBounds,
} from './histogram.ts';
import { instanceFromResource, jobFromResource, labelsFromAttributes } from './labels.ts';
import { type Derivation, NOTHING_DERIVED, type ObservedIncrease } from './derivation.ts';
import { type PlannedSeries, addIncrease, addSpend, plannedSeries } from './increase.ts';
import { METRIC_KINDS, type MetricKind, keptAttributes } from './metric-kind.ts';
import type { NoteChanges } from './notes.ts';
import { type SeriesIdentity, seriesKey } from './series.ts';
import { type DropReason, type StreamState, type StreamStep, advanceStream } from './stream.ts';
import { streamKeyFactory } from './stream-key.ts';

/** What the ledger knows when a plan is made. */
export interface LedgerView {
  counterStream(key: string): StreamState<bigint> | undefined;
  histogramStream(key: string): StreamState<HistogramValue> | undefined;
  /** The merged histogram of a series, to compare bucket bounds with. */
  seriesHistogram(key: string): HistogramValue | undefined;
  /** Whether the instances of a service get series of their own, told apart by the label `instance`. */
  readonly instanceLabels: boolean;
}

export interface GaugeReading extends SeriesIdentity {
  readonly value: number;
  readonly timeUnixNano: bigint;
}

interface PlannedStream<V> {
  readonly seriesKey: string;
  readonly state: StreamState<V>;
}

/** Everything one export changes, to be written in one transaction. */
export interface BookingPlan {
  accepted: number;
  readonly dropped: Map<DropReason, number>;
  readonly series: Map<string, PlannedSeries>;
  readonly counterStreams: Map<string, PlannedStream<bigint>>;
  readonly histogramStreams: Map<string, PlannedStream<HistogramValue>>;
  readonly gauges: GaugeReading[];
  /** Increases that more may follow from. */
  readonly observed: ObservedIncrease[];
  notes: NoteChanges;
}

/** A thousand million dollars in one process: far from what 64-bit columns hold, so that sums stay within them too. */
const MAX_AMOUNT = 10n ** 18n;
/** What a 64-bit column holds; in nanoseconds since the epoch, the year 2262. */
const MAX_TIME = 2n ** 63n - 1n;

/** Works out what an export adds to the ledger. Pure: nothing is written and the view is not changed. */
export function planBooking(
  batch: MetricsExport,
  view: LedgerView,
  now: Date,
  derive: Derivation = () => NOTHING_DERIVED,
): BookingPlan {
  const nowUnixNano = BigInt(now.getTime()) * 1_000_000n;
  const plan: BookingPlan = {
    accepted: 0,
    dropped: new Map(),
    series: new Map(),
    counterStreams: new Map(),
    histogramStreams: new Map(),
    gauges: [],
    observed: [],
    notes: new Map(),
  };
  const reporting: { readonly job: string; readonly scopeName: string }[] = [];
  for (const { resource, scopes } of batch) {
    const job = jobFromResource(resource);
    const instance = view.instanceLabels ? instanceFromResource(resource) : undefined;
    const streamKey = streamKeyFactory(resource);
    for (const { scopeName, metrics } of scopes) {
      reporting.push({ job, scopeName });
      for (const metric of metrics) {
        const planner = new MetricPlanner(
          plan,
          view,
          nowUnixNano,
          { job, instance, resource, scopeName },
          (attributes, startUnixNano) => streamKey(scopeName, metric.name, attributes, startUnixNano),
        );
        planner.add(metric);
      }
    }
  }
  const derived = derive({ scopes: reporting, increases: plan.observed }, now);
  for (const increase of derived.increases) addIncrease(plan.series, increase, view.seriesHistogram);
  plan.notes = derived.notes;
  return plan;
}

/** Who reports; the instance only where instances are kept apart. */
interface Source {
  readonly job: string;
  readonly instance: string | undefined;
  readonly resource: Attributes;
  readonly scopeName: string;
}

/** Plans the points of one metric of one resource. */
class MetricPlanner {
  readonly #plan: BookingPlan;
  readonly #view: LedgerView;
  readonly #nowUnixNano: bigint;
  readonly #source: Source;
  readonly #streamKey: (attributes: NumberPoint['attributes'], startUnixNano: bigint) => string;

  constructor(
    plan: BookingPlan,
    view: LedgerView,
    nowUnixNano: bigint,
    source: Source,
    streamKey: (attributes: NumberPoint['attributes'], startUnixNano: bigint) => string,
  ) {
    this.#plan = plan;
    this.#view = view;
    this.#nowUnixNano = nowUnixNano;
    this.#source = source;
    this.#streamKey = streamKey;
  }

  add({ name, data }: Metric): void {
    const kind = METRIC_KINDS.get(name);
    if (kind === undefined) this.#drop('unknown_metric', countPoints(data));
    else if (kind.kind === 'gauge' && data.kind === 'gauge') this.#addGauge(name, data.points);
    else if (kind.kind === 'gauge' || kind.kind !== matchingKind(data.kind)) {
      this.#drop('unsupported_type', countPoints(data));
    } else if (data.kind === 'sum' && !data.monotonic) this.#drop('not_monotonic', data.points.length);
    else if (data.kind !== 'sum' && data.kind !== 'histogram') return;
    else if (data.temporality !== 'cumulative') this.#drop('delta_temporality', data.points.length);
    else if (data.kind === 'sum') this.#addCounter(name, kind, data.points);
    else this.#addHistogram(name, kind, data.points);
  }

  #addGauge(metric: string, points: readonly NumberPoint[]): void {
    for (const { attributes, value, timeUnixNano } of points) {
      if (!Number.isFinite(value)) {
        this.#drop('invalid_value', 1);
        continue;
      }
      const labels = labelsFromAttributes(attributes, this.#source.instance);
      this.#plan.gauges.push({ metric, job: this.#source.job, labels, value, timeUnixNano });
      this.#plan.accepted += 1;
    }
  }

  #addCounter(metric: string, kind: MetricKind, points: readonly NumberPoint[]): void {
    const scale = kind.kind === 'counter' ? kind.scale : 1;
    for (const point of points) {
      const value = toLedgerUnits(point.value, scale);
      if (value === undefined || !hasStorableTimes(point)) {
        this.#drop('invalid_value', 1);
        continue;
      }
      const key = this.#streamKey(point.attributes, point.startUnixNano);
      const state = this.#plan.counterStreams.get(key)?.state ?? this.#view.counterStream(key);
      const step = advanceStream(state, { ...point, value }, counterIncrements, this.#nowUnixNano);
      if (!this.#accept(step)) continue;
      const series = this.#series(metric, point.attributes);
      this.#plan.counterStreams.set(key, { seriesKey: seriesKey(series), state: step.next });
      series.increase += step.increase;
      if (isBooked(kind)) addSpend(series, step.increase, step);
      this.#observe(kind, series, step);
    }
  }

  #addHistogram(
    metric: string,
    kind: MetricKind,
    points: readonly Parameters<typeof histogramValue>[0][],
  ): void {
    for (const point of points) {
      const value = histogramValue(point);
      if (!isConsistent(value) || !hasStorableTimes(point)) {
        this.#drop('invalid_value', 1);
        continue;
      }
      const key = this.#streamKey(point.attributes, point.startUnixNano);
      const state = this.#plan.histogramStreams.get(key)?.state ?? this.#view.histogramStream(key);
      const step = advanceStream(state, { ...point, value }, histogramIncrements, this.#nowUnixNano);
      if (!this.#accept(step)) continue;
      const series = this.#series(metric, point.attributes);
      this.#plan.histogramStreams.set(key, { seriesKey: seriesKey(series), state: step.next });
      this.#mergeHistogram(series, step.increase);
      if (isBooked(kind)) addSpend(series, BigInt(step.increase.count), step);
      this.#observe(kind, series, step);
    }
  }

  /** Buckets of another layout cannot be merged: the requests are still booked, the buckets are left out. */
  #mergeHistogram(series: PlannedSeries, increase: HistogramValue): void {
    const known = series.histogramIncrease ?? this.#view.seriesHistogram(seriesKey(series));
    if (known !== undefined && !sameBounds(known, increase)) {
      this.#drop('bucket_mismatch', 1);
      return;
    }
    series.histogramIncrease = series.histogramIncrease
      ? addHistograms(series.histogramIncrease, increase)
      : increase;
  }

  #series(metric: string, attributes: NumberPoint['attributes']): PlannedSeries {
    const { job, instance } = this.#source;
    // Spend by user is in no series: an instance would only multiply its rows.
    const kept = metric === INSTRUMENT.userCostUsd ? undefined : instance;
    const identity = { metric, job, labels: labelsFromAttributes(keptAttributes(metric, attributes), kept) };
    return plannedSeries(this.#plan.series, identity);
  }

  #observe(
    kind: MetricKind,
    { metric, job, labels }: PlannedSeries,
    step: Pick<ObservedIncrease, 'increase' | 'fromUnixNano' | 'toUnixNano'>,
  ): void {
    if (kind.kind === 'gauge' || kind.derives !== true) return;
    const { resource, scopeName } = this.#source;
    const { increase, fromUnixNano, toUnixNano } = step;
    const series = { metric, job, labels };
    this.#plan.observed.push({ series, resource, scopeName, increase, fromUnixNano, toUnixNano });
  }

  #accept<V>(step: StreamStep<V>): step is Extract<StreamStep<V>, { outcome: 'advanced' }> {
    if (step.outcome === 'dropped') {
      this.#drop(step.reason, 1);
      return false;
    }
    this.#plan.accepted += 1;
    return true;
  }

  #drop(reason: DropReason, points: number): void {
    if (points === 0) return;
    this.#plan.dropped.set(reason, (this.#plan.dropped.get(reason) ?? 0) + points);
  }
}

function matchingKind(dataKind: string): string {
  return dataKind === 'sum' ? 'counter' : dataKind;
}

function isBooked(kind: MetricKind): boolean {
  return kind.kind !== 'gauge' && kind.booked;
}

function toLedgerUnits(value: number, scale: number): bigint | undefined {
  if (!Number.isFinite(value) || value < 0) return undefined;
  const units = BigInt(Math.round(value * scale));
  return units > MAX_AMOUNT ? undefined : units;
}

function hasStorableTimes(point: { readonly startUnixNano: bigint; readonly timeUnixNano: bigint }): boolean {
  return point.startUnixNano <= MAX_TIME && point.timeUnixNano <= MAX_TIME;
}
