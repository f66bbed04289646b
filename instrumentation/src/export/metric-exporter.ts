import { type ExportResult, ExportResultCode } from '@opentelemetry/core';
import { AggregationTemporalityPreference } from '@opentelemetry/exporter-metrics-otlp-http';
import {
  AggregationTemporality,
  type PushMetricExporter,
  type ResourceMetrics,
} from '@opentelemetry/sdk-metrics';
import { withoutMetering } from '../capture/suppression.ts';
import { guard } from '../guard.ts';
import { JsonMetricExporter } from './json-metric-exporter.ts';
import { withRequestDeadline } from './request-deadline.ts';

/**
 * How long an export and its retries may take where `OTEL_EXPORTER_OTLP_TIMEOUT` does not say. The specification's ten
 * seconds would keep an application that has finished from ending while its collector is down; sums are cumulative, so
 * what one export loses the next one carries.
 */
const DEFAULT_TIMEOUT_MILLIS = 2_000;
/** The exporter ends an attempt by its own timeout first. */
const DEADLINE_GRACE_MILLIS = 250;

export interface MetricExporterOptions {
  /** Counts when the environment names no endpoint; without the path of the signal. */
  readonly defaultEndpoint: string;
  /** Told once, of the first export that fails. */
  readonly onFirstFailure: (message: string) => void;
}

/**
 * OpenTelemetry's own exporter (OTLP/HTTP JSON, cumulative; endpoint, headers, compression and certificates from the
 * `OTEL_` variables), kept from being metered itself, from telling every failure anew, and from holding the process: one
 * export at a time, and none follows on the heels of another, so a collector that never answers leaves gaps to end in.
 */
export class MetricExporter implements PushMetricExporter {
  readonly #exporter: JsonMetricExporter;
  readonly #endpoint: string;
  readonly #deadlineMillis: number;
  readonly #onFirstFailure: (message: string) => void;
  #sending: Promise<void> | undefined;
  /** The newest metrics that came while an export was under way. Sums are cumulative: older ones can be left out. */
  #waiting: ResourceMetrics | undefined;
  #failed = false;

  constructor({ defaultEndpoint, onFirstFailure }: MetricExporterOptions, environment: NodeJS.ProcessEnv) {
    const metricsEndpoint = environment['OTEL_EXPORTER_OTLP_METRICS_ENDPOINT'];
    const endpoint = environment['OTEL_EXPORTER_OTLP_ENDPOINT'] || defaultEndpoint;
    const timeout =
      environment['OTEL_EXPORTER_OTLP_METRICS_TIMEOUT'] || environment['OTEL_EXPORTER_OTLP_TIMEOUT'];
    this.#endpoint = withoutCredentials(metricsEndpoint || `${endpoint.replace(/\/$/, '')}/v1/metrics`);
    this.#deadlineMillis = (Number(timeout) || DEFAULT_TIMEOUT_MILLIS) + DEADLINE_GRACE_MILLIS;
    this.#exporter = new JsonMetricExporter({
      temporalityPreference: AggregationTemporalityPreference.CUMULATIVE,
      ...(metricsEndpoint || endpoint !== defaultEndpoint ? {} : { url: this.#endpoint }),
      ...(timeout ? {} : { timeoutMillis: DEFAULT_TIMEOUT_MILLIS }),
    });
    this.#onFirstFailure = onFirstFailure;
  }

  /** Answers at once: a reader that waits would hold the process with its timer. */
  export(metrics: ResourceMetrics, resultCallback: (result: ExportResult) => void): void {
    if (this.#sending) this.#waiting = metrics;
    else this.#send(metrics);
    resultCallback({ code: ExportResultCode.SUCCESS });
  }

  selectAggregationTemporality(): AggregationTemporality {
    return AggregationTemporality.CUMULATIVE;
  }

  /** Waits for the export under way, and for the one that had to wait for it. */
  async forceFlush(): Promise<void> {
    await this.#sending;
    const waiting = this.#waiting;
    if (waiting !== undefined && this.#sending === undefined) this.#send(waiting);
    await this.#sending;
  }

  async shutdown(): Promise<void> {
    await this.forceFlush();
    await this.#exporter.shutdown();
  }

  #send(metrics: ResourceMetrics): void {
    this.#waiting = undefined;
    this.#sending = this.#deliver(metrics).then(({ code, error }) => {
      this.#sending = undefined;
      if (code === ExportResultCode.FAILED) guard(ignore, () => this.#tellFailure(error));
    });
  }

  /** An exporter may also fail before it begins, with a throw. */
  #deliver(metrics: ResourceMetrics): Promise<ExportResult> {
    const deliver = (): Promise<ExportResult> =>
      new Promise((resolve) => withoutMetering(() => this.#exporter.export(metrics, resolve)));
    return withRequestDeadline(this.#deadlineMillis, deliver).catch((error: Error) => ({
      code: ExportResultCode.FAILED,
      error,
    }));
  }

  #tellFailure(cause: unknown): void {
    if (this.#failed) return;
    this.#failed = true;
    this.#onFirstFailure(
      `The export to ${this.#endpoint} failed (${describe(cause)}). Sums are kept while the process runs and go out with the next export. ` +
        'Start the collector, or set OTEL_EXPORTER_OTLP_ENDPOINT to where it listens.',
    );
  }
}

/** Whoever is told of failures must not make the export reject: nobody waits for it. */
function ignore(): void {}

function withoutCredentials(url: string): string {
  if (!URL.canParse(url)) return 'the endpoint that is set';
  const { origin, pathname } = new URL(url);
  return `${origin}${pathname}`;
}

/** The kind of failure only: what a proxy answers may repeat headers. */
function describe(cause: unknown): string {
  const { code, message, name } = (cause ?? {}) as Readonly<Record<string, unknown>>;
  if (typeof code === 'number') return `HTTP ${code}`;
  if (typeof code === 'string') return code;
  return /time(d )?out/i.test(String(message)) ? 'no answer in time' : String(name ?? 'unknown error');
}
