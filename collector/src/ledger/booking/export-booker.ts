import {
  type HistogramPoint,
  type Metric,
  type MetricsExport,
  type NumberPoint,
  countPoints,
} from '../../otlp/metrics.ts';
import { type HistogramValue, histogramValue, isConsistent } from '../histogram.ts';
import { labelsFromAttributes } from '../labels.ts';
import type { MetricKind } from '../metric-kind.ts';
import { type MetricSource, metricSource, resourceSource } from './metric-source.ts';
import type { OutcomeBuilder } from './outcome.ts';
import { type PointBooker, type PointView, isStorable, unitsOf } from './point-booker.ts';

/** A scope of a job that reported. */
export interface ReportingScope {
  readonly job: string;
  readonly scopeName: string;
}

/** Books an export that is decoded: what came as JSON, and what came in a form that the fast way does not take. */
export function bookExport(
  batch: MetricsExport,
  booker: PointBooker,
  outcome: OutcomeBuilder,
  instanceLabels: boolean,
): ReportingScope[] {
  const reporting: ReportingScope[] = [];
  for (const { resource, scopes } of batch) {
    const source = resourceSource(resource, instanceLabels);
    outcome.resources.push(resource);
    for (const { scopeName, metrics } of scopes) {
      reporting.push({ job: source.job, scopeName });
      for (const metric of metrics) {
        const isDelta = 'temporality' in metric.data && metric.data.temporality === 'delta';
        bookMetric(metric, metricSource(source, scopeName, metric.name, isDelta), booker, outcome);
      }
    }
  }
  return reporting;
}

/** Books a decoded metric, or counts why it is left out. */
export function bookMetric(
  { data }: Metric,
  source: MetricSource,
  booker: PointBooker,
  outcome: OutcomeBuilder,
): void {
  outcome.received += countPoints(data);
  const { kind } = source;
  if (kind === undefined) outcome.drop('unknown_metric', countPoints(data));
  else if (kind.kind === 'gauge' && data.kind === 'gauge') bookGauge(data.points, source, outcome);
  else if (kind.kind === 'gauge' || kind.kind !== (data.kind === 'sum' ? 'counter' : data.kind)) {
    outcome.drop('unsupported_type', countPoints(data));
  } else if (data.kind === 'sum' && !data.monotonic) outcome.drop('not_monotonic', data.points.length);
  else if (data.kind !== 'sum' && data.kind !== 'histogram') return;
  else if (data.temporality === 'unspecified') outcome.drop('unspecified_temporality', data.points.length);
  else if (data.kind === 'sum') for (const point of data.points) bookNumber(point, source, booker, outcome);
  else for (const point of data.points) bookHistogram(point, source, booker, outcome);
}

function bookGauge(points: readonly NumberPoint[], source: MetricSource, outcome: OutcomeBuilder): void {
  const { metric, job, instance } = source;
  for (const { attributes, value, timeUnixNano } of points) {
    if (!Number.isFinite(value)) {
      outcome.drop('invalid_value', 1);
      continue;
    }
    const labels = labelsFromAttributes(attributes, instance);
    outcome.gauges.push({ metric, job, labels, value, timeUnixNano });
    outcome.accepted += 1;
  }
}

function bookNumber(
  point: NumberPoint,
  source: MetricSource,
  booker: PointBooker,
  outcome: OutcomeBuilder,
): void {
  const units = unitsOf(point.value, scaleOf(source.kind));
  const view = viewOf(point);
  if (units < 0 || view === undefined) outcome.drop('invalid_value', 1);
  else {
    const row = booker.row(source, point.attributes, point.startUnixNano);
    booker.counter(row, source, units, view);
  }
}

function bookHistogram(
  point: HistogramPoint,
  source: MetricSource,
  booker: PointBooker,
  outcome: OutcomeBuilder,
): void {
  const value: HistogramValue = histogramValue(point);
  const view = viewOf(point);
  if (!isConsistent(value) || view === undefined) outcome.drop('invalid_value', 1);
  else {
    const row = booker.row(source, point.attributes, point.startUnixNano);
    booker.histogram(row, source, value, view);
  }
}

export function scaleOf(kind: MetricKind | undefined): number {
  return kind?.kind === 'counter' ? kind.scale : 1;
}

/** @returns undefined for times that no column of the ledger holds */
function viewOf({
  startUnixNano,
  timeUnixNano,
  attributes,
}: Pick<NumberPoint, 'startUnixNano' | 'timeUnixNano' | 'attributes'>): PointView | undefined {
  const view = {
    startHigh: highHalf(startUnixNano),
    startLow: lowHalf(startUnixNano),
    timeHigh: highHalf(timeUnixNano),
    timeLow: lowHalf(timeUnixNano),
    attributes: () => attributes,
  };
  return isStorable(view.startHigh) && isStorable(view.timeHigh) ? view : undefined;
}

/** A JSON number may have more than 64 bits: beyond them it is no time either. */
function highHalf(unixNano: bigint): number {
  return Number(unixNano >> 32n);
}

function lowHalf(unixNano: bigint): number {
  return Number(BigInt.asUintN(32, unixNano));
}
