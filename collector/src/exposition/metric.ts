import type { MetricObjectWithValues, MetricValue, Registry } from 'prom-client';

/** One line of exposition: a value with labels, under the metric's own name or that name with a suffix. */
export interface Sample {
  readonly labels: Readonly<Record<string, string | number>>;
  readonly value: number;
  /** For histograms: the name with `_bucket`, `_sum` or `_count`. */
  readonly metricName?: string;
}

export type MetricType = 'counter' | 'gauge' | 'histogram';

export interface MetricDescription {
  readonly name: string;
  readonly help: string;
  readonly type: MetricType;
}

/** One answer to `/metrics`. An object of its own for each: what is worked out for one can be kept by it. */
export interface Scrape {
  readonly nowMs: number;
}

/** A metric of the registry that renders its lines itself; see `registerLines`. */
export interface RenderedMetric extends MetricDescription {
  readonly lines: (scrape: Scrape) => Iterable<string>;
}

/**
 * Registers a metric whose samples are computed when Prometheus scrapes. A generator is asked for one sample after the
 * other, with pauses in between.
 */
export function registerComputed(
  registry: Registry,
  metric: MetricDescription,
  samples: () => Iterable<Sample>,
): void {
  const get = (): Promise<MetricObjectWithValues<MetricValue<string>>> =>
    Promise.resolve({ ...metric, values: samples(), aggregator: 'sum' } as unknown as MetricObjectWithValues<
      MetricValue<string>
    >);
  register(registry, { ...metric, get });
}

/**
 * Registers a metric that writes its own lines: complete exposition lines in wire text (see `text.ts`), with their line
 * feeds. An empty line means that time passed without one.
 */
export function registerLines(registry: Registry, metric: RenderedMetric): void {
  register(registry, { ...metric, get: () => Promise.resolve({ ...metric, values: [], aggregator: 'sum' }) });
}

/** Whether a metric of the registry came through `registerLines`. */
export function rendersItself(metric: object): metric is RenderedMetric {
  return 'lines' in metric && typeof metric.lines === 'function';
}

/** prom-client's registry accepts any object with `name`, `help`, `type` and `get()`; its types know its own classes only. */
function register(registry: Registry, metric: object): void {
  registry.registerMetric(metric as unknown as Parameters<Registry['registerMetric']>[0]);
}
