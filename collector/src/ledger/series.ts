import type { HistogramValue } from './histogram.ts';
import type { Labels } from './labels.ts';

/** What tells one series from another: a metric of one job with one set of labels. */
export interface SeriesIdentity {
  /** Name of the OpenTelemetry instrument. */
  readonly metric: string;
  readonly job: string;
  readonly labels: Labels;
}

/** A series with what telemetry ever added to it, over all instances of its job. */
export interface Series extends SeriesIdentity {
  readonly id: number;
  /** First telemetry, ms since the epoch; undefined when the series was only imported. */
  readonly liveSince: number | undefined;
  /** When an instance last reported it, repeated values included, in ms since the epoch; undefined: not known. */
  readonly lastSeenMs?: number | undefined;
  /** Counters: ledger units. */
  readonly total: bigint;
  readonly histogram: HistogramValue | undefined;
}

export function seriesKey({ metric, job, labels }: SeriesIdentity): string {
  return JSON.stringify([metric, job, labels]);
}
