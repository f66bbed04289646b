/**
 * OTLP metrics as both wire formats decode to, cut down to what the ledger and the exposition use.
 * Source: opentelemetry-proto 1.x, `metrics/v1/metrics.proto`. Times are nanoseconds since the Unix epoch.
 */
export type AttributeValue = string | number | boolean;
export type Attributes = Readonly<Record<string, AttributeValue>>;

export type Temporality = 'unspecified' | 'delta' | 'cumulative';

interface Point {
  readonly attributes: Attributes;
  readonly startUnixNano: bigint;
  readonly timeUnixNano: bigint;
}

export interface NumberPoint extends Point {
  readonly value: number;
}

export interface HistogramPoint extends Point {
  readonly count: number;
  readonly sum: number;
  /** One more than `bounds`: the last bucket is open upwards. */
  readonly bucketCounts: readonly number[];
  readonly bounds: readonly number[];
}

export type MetricData =
  | {
      readonly kind: 'sum';
      readonly temporality: Temporality;
      readonly monotonic: boolean;
      readonly points: readonly NumberPoint[];
    }
  | { readonly kind: 'gauge'; readonly points: readonly NumberPoint[] }
  | {
      readonly kind: 'histogram';
      readonly temporality: Temporality;
      readonly points: readonly HistogramPoint[];
    }
  /** Exponential histograms and summaries: counted, not kept. */
  | { readonly kind: 'other'; readonly pointCount: number };

export interface Metric {
  readonly name: string;
  readonly data: MetricData;
}

export interface ScopeMetrics {
  readonly scopeName: string;
  readonly metrics: readonly Metric[];
}

export interface ResourceMetrics {
  readonly resource: Attributes;
  readonly scopes: readonly ScopeMetrics[];
}

export type MetricsExport = readonly ResourceMetrics[];

export const TEMPORALITY_BY_NUMBER: readonly Temporality[] = ['unspecified', 'delta', 'cumulative'];

/** Bit of `DataPointFlags` that says a series ended: the point carries no value. */
export const NO_RECORDED_VALUE = 1;

/** Number of data points in a metric, of whatever kind. */
export function countPoints(data: MetricData): number {
  return data.kind === 'other' ? data.pointCount : data.points.length;
}
