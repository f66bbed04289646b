import type { Registry } from 'prom-client';
import type { HistogramValue } from '../ledger/histogram.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { METRIC_KINDS } from '../ledger/metric-kind.ts';
import type { Series } from '../ledger/series.ts';
import { type MetricType, type Sample, registerComputed } from './metric.ts';
import type { LatestReadings } from './latest-readings.ts';

/**
 * Exposes what services report, added up over the instances of each job. Counters and histograms come from the ledger:
 * they reset neither when an instance ends nor when the collector restarts.
 *
 * @param holdMs how long a new series stays at 0. A counter that is born at 5 loses these 5 in `increase()`; seen at 0
 *   first, it does not. By time and not by scrape, so that two Prometheus servers see the same.
 */
export function registerServiceMetrics(
  registry: Registry,
  ledger: Ledger,
  readings: LatestReadings,
  clock: () => Date,
  holdMs: number,
): void {
  for (const [instrument, kind] of METRIC_KINDS) {
    if (kind.exposedAs === undefined) continue;
    const name = kind.exposedAs;
    registerComputed(registry, { name, help: kind.help, type: PROMETHEUS_TYPE[kind.kind] }, () => {
      const now = clock().getTime();
      if (kind.kind === 'gauge') return readings.gauges(instrument, now);
      const live = [...ledger.series()].filter((s) => s.metric === instrument && s.liveSince !== undefined);
      return live.flatMap((series) => {
        const isHeld = now - (series.liveSince ?? now) < holdMs;
        return kind.kind === 'counter'
          ? [counterSample(series, kind.scale, isHeld)]
          : histogramSamples(name, series, isHeld);
      });
    });
  }
}

const PROMETHEUS_TYPE: Record<'counter' | 'gauge' | 'histogram', MetricType> = {
  counter: 'counter',
  gauge: 'gauge',
  histogram: 'histogram',
};

function counterSample(series: Series, scale: number, isHeld: boolean): Sample {
  const whole = series.total / BigInt(scale);
  const rest = Number(series.total % BigInt(scale)) / scale;
  return { labels: labelsOf(series), value: isHeld ? 0 : Number(whole) + rest };
}

function histogramSamples(name: string, series: Series, isHeld: boolean): Sample[] {
  if (series.histogram === undefined) return [];
  const labels = labelsOf(series);
  const { count, sum, bounds, bucketCounts } = isHeld ? emptied(series.histogram) : series.histogram;
  let cumulative = 0;
  const buckets = bounds.map((bound, i) => {
    cumulative += bucketCounts[i] ?? 0;
    return { metricName: `${name}_bucket`, labels: { ...labels, le: String(bound) }, value: cumulative };
  });
  return [
    ...buckets,
    { metricName: `${name}_bucket`, labels: { ...labels, le: '+Inf' }, value: count },
    { metricName: `${name}_sum`, labels, value: sum },
    { metricName: `${name}_count`, labels, value: count },
  ];
}

function emptied(histogram: HistogramValue): HistogramValue {
  return { ...histogram, count: 0, sum: 0, bucketCounts: histogram.bucketCounts.map(() => 0) };
}

function labelsOf({ job, labels }: Series): Record<string, string> {
  return { ...labels, job };
}
