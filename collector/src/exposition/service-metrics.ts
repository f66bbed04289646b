import type { Registry } from 'prom-client';
import type { HistogramValue } from '../ledger/histogram.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { METRIC_KINDS } from '../ledger/metric-kind.ts';
import type { Series } from '../ledger/series.ts';
import { IdleSeries } from './idle-series.ts';
import type { LatestReadings } from './latest-readings.ts';
import { type Scrape, registerComputed, registerLines } from './metric.ts';
import { SeriesLabels } from './series-labels.ts';
import { boundText, decimalText, numberText } from './text.ts';

export interface ServiceMetricsOptions {
  readonly ledger: Ledger;
  readonly readings: LatestReadings;
  readonly clock: () => Date;
  /**
   * How long a new series stays at 0. A counter that is born at 5 loses these 5 in `increase()`; seen at 0 first, it does
   * not. By time and not by scrape, so that two Prometheus servers see the same.
   */
  readonly holdMs: number;
  /** How long a series is shown after it was last reported. */
  readonly idleMs: number;
}

/** Lines that a walk over series passes without writing one, before it says so. */
const SERIES_BETWEEN_SIGNS = 256;

/**
 * Exposes what services report, added up over the instances of each job. Counters and histograms come from the ledger:
 * they reset neither when an instance ends nor when the collector restarts.
 */
export function registerServiceMetrics(registry: Registry, options: ServiceMetricsOptions): void {
  const { ledger, readings, clock, holdMs, idleMs } = options;
  const labels = new SeriesLabels();
  const idle = new IdleSeries(idleMs, holdMs);
  const byMetric = new WeakMap<Scrape, ReadonlyMap<string, readonly Series[]>>();

  /** The shown series of a metric. All metrics of a scrape share one walk over the ledger. */
  function* seriesOf(metric: string, scrape: Scrape): Generator<undefined, readonly Series[]> {
    const known = byMetric.get(scrape) ?? (yield* groupByMetric([...ledger.series()]));
    byMetric.set(scrape, known);
    return known.get(metric) ?? [];
  }

  for (const [instrument, kind] of METRIC_KINDS) {
    if (kind.exposedAs === undefined) continue;
    const name = kind.exposedAs;
    if (kind.kind === 'gauge') {
      registerComputed(registry, { name, help: kind.help, type: 'gauge' }, () =>
        readings.gauges(instrument, clock().getTime()),
      );
      continue;
    }
    const decimals = kind.kind === 'counter' ? Math.round(Math.log10(kind.scale)) : 0;
    const lines = function* (scrape: Scrape): Generator<string> {
      const walk = seriesOf(instrument, scrape);
      let step = walk.next();
      for (; step.done !== true; step = walk.next()) yield '';
      for (const series of step.value) {
        const reading = idle.reading(series, scrape.nowMs);
        if (reading === undefined) {
          labels.forget(series.id);
          yield '';
          continue;
        }
        const isHeld = scrape.nowMs - (series.liveSince ?? scrape.nowMs) < holdMs;
        const text = labels.textOf(series);
        if (kind.kind === 'counter') {
          yield `${name}${text}} ${isHeld ? '0' : decimalText(reading.total, decimals)}\n`;
        } else if (reading.histogram !== undefined) {
          yield histogramLines(name, text, reading.histogram, isHeld);
        }
      }
    };
    registerLines(registry, { name, help: kind.help, type: kind.kind, lines });
  }
}

/**
 * Imports alone make no series of an exposition: what is booked of the past would look like a burst.
 *
 * @param all a list of its own: the ledger's may have series by the next slice whose commit can still fail
 */
function* groupByMetric(
  all: readonly Series[],
): Generator<undefined, ReadonlyMap<string, readonly Series[]>> {
  const groups = new Map<string, Series[]>();
  let count = 0;
  for (const series of all) {
    count += 1;
    if (count % SERIES_BETWEEN_SIGNS === 0) yield;
    if (series.liveSince === undefined) continue;
    const group = groups.get(series.metric);
    if (group === undefined) groups.set(series.metric, [series]);
    else group.push(series);
  }
  return groups;
}

function histogramLines(name: string, labels: string, histogram: HistogramValue, isHeld: boolean): string {
  const shown = (value: number) => (isHeld ? '0' : numberText(value));
  let lines = '';
  let cumulative = 0;
  for (const [i, bound] of histogram.bounds.entries()) {
    cumulative += histogram.bucketCounts[i] ?? 0;
    lines += `${name}_bucket${labels},le="${boundText(bound)}"} ${shown(cumulative)}\n`;
  }
  return (
    `${lines}${name}_bucket${labels},le="+Inf"} ${shown(histogram.count)}\n` +
    `${name}_sum${labels}} ${shown(histogram.sum)}\n${name}_count${labels}} ${shown(histogram.count)}\n`
  );
}
