import type { MetricObjectWithValues, MetricValue, Registry } from 'prom-client';

/** One line of exposition: a value with labels, under the metric's own name or that name with a suffix. */
export interface Sample {
  readonly labels: Readonly<Record<string, string | number>>;
  readonly value: number;
  /** For histograms: the name with `_bucket`, `_sum` or `_count`. */
  readonly metricName?: string;
}

export type MetricType = 'counter' | 'gauge' | 'histogram';

/**
 * Registers a metric whose samples are computed when Prometheus scrapes. prom-client's registry accepts any object with
 * `name`, `help`, `type` and `get()`; its types know its own classes only.
 */
export function registerComputed(
  registry: Registry,
  metric: { readonly name: string; readonly help: string; readonly type: MetricType },
  samples: () => readonly Sample[],
): void {
  const computed = {
    ...metric,
    get: (): Promise<MetricObjectWithValues<MetricValue<string>>> =>
      Promise.resolve({
        ...metric,
        values: samples(),
        aggregator: 'sum',
      } as unknown as MetricObjectWithValues<MetricValue<string>>),
  };
  registry.registerMetric(computed as unknown as Parameters<Registry['registerMetric']>[0]);
}
