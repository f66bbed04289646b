import http from 'node:http';
import https from 'node:https';
import { gzipSync } from 'node:zlib';
import { type ExportResult, ExportResultCode } from '@opentelemetry/core';
import { convertLegacyHttpOptions } from '@opentelemetry/otlp-exporter-base/node-http';
import { JsonMetricsSerializer } from '@opentelemetry/otlp-transformer';
import {
  AggregationTemporality,
  type PushMetricExporter,
  type ResourceMetrics,
} from '@opentelemetry/sdk-metrics';
import { withoutMetering } from '../capture/suppression.ts';

export interface MetricExporterOptions {
  /** Counts when the environment names no endpoint. */
  defaultUrl: string;
  /** Told once, of the first export that fails. */
  onFirstFailure: (message: string) => void;
}

/**
 * Sends cumulative OTLP/HTTP JSON. Endpoint, headers, compression, certificates and timeout come from the `OTEL_`
 * variables of the specification.
 *
 * Beside OpenTelemetry's own exporter this one tries once and holds nothing open: sums are cumulative, so the next export
 * carries what this one lost, and a collector that is down or hangs must not keep an application from ending.
 */
export class MetricExporter implements PushMetricExporter {
  readonly #configuration: ReturnType<typeof convertLegacyHttpOptions>;
  readonly #onFirstFailure: (message: string) => void;
  #next: ResourceMetrics | undefined;
  #sending: Promise<void> | undefined;
  #agent: Promise<http.Agent | https.Agent> | undefined;
  #failed = false;

  constructor(options: MetricExporterOptions, environment: NodeJS.ProcessEnv) {
    const named =
      environment['OTEL_EXPORTER_OTLP_METRICS_ENDPOINT'] ?? environment['OTEL_EXPORTER_OTLP_ENDPOINT'];
    this.#configuration = convertLegacyHttpOptions(
      named === undefined || named === '' ? { url: options.defaultUrl } : {},
      'METRICS',
      'v1/metrics',
      { 'Content-Type': 'application/json' },
    );
    this.#onFirstFailure = options.onFirstFailure;
  }

  /**
   * Takes the metrics and answers at once: a reader that waits would hold the process with its timer. While an export is
   * under way the newest metrics wait, older ones are left out: sums are cumulative.
   */
  export(metrics: ResourceMetrics, resultCallback: (result: ExportResult) => void): void {
    this.#next = metrics;
    this.#sending ??= this.#sendAll().finally(() => {
      this.#sending = undefined;
    });
    resultCallback({ code: ExportResultCode.SUCCESS });
  }

  selectAggregationTemporality(): AggregationTemporality {
    return AggregationTemporality.CUMULATIVE;
  }

  async forceFlush(): Promise<void> {
    await this.#sending;
  }

  async shutdown(): Promise<void> {
    await this.forceFlush();
    (await this.#agent)?.destroy();
  }

  async #sendAll(): Promise<void> {
    for (let metrics = this.#next; metrics !== undefined; metrics = this.#next) {
      this.#next = undefined;
      try {
        await this.#send(metrics);
      } catch (cause) {
        this.#tellFailure(cause);
      }
    }
  }

  async #send(metrics: ResourceMetrics): Promise<void> {
    const body = JsonMetricsSerializer.serializeRequest(metrics);
    if (body === undefined) return;
    const { url, headers, compression, timeoutMillis, agentFactory } = this.#configuration;
    const { protocol } = new URL(url);
    this.#agent ??= Promise.resolve(agentFactory(protocol));
    const options: https.RequestOptions = {
      method: 'POST',
      headers: await headers(),
      agent: await this.#agent,
    };
    await withoutMetering(() => post(url, options, body, compression === 'gzip', timeoutMillis));
  }

  #tellFailure(cause: unknown): void {
    if (this.#failed) return;
    this.#failed = true;
    const { origin, pathname } = new URL(this.#configuration.url);
    this.#onFirstFailure(
      `The export to ${origin}${pathname} failed (${describe(cause)}). Sums are kept while the process runs and go out with the next export. ` +
        'Start the collector, or set OTEL_EXPORTER_OTLP_ENDPOINT to where it listens.',
    );
  }
}

class ExportError extends Error {
  override name = 'ExportError';
}

function describe(cause: unknown): string {
  if (cause instanceof ExportError) return cause.message;
  const { code, name } = cause as { code?: unknown; name?: unknown };
  return String(code ?? name ?? 'unknown error');
}

function post(
  url: string,
  options: https.RequestOptions,
  body: Uint8Array,
  compress: boolean,
  timeoutMillis: number,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = (url.startsWith('https:') ? https : http).request(url, options, (response) => {
      response.resume();
      response.once('error', reject);
      response.once('end', () => {
        const { statusCode = 0 } = response;
        if (statusCode >= 200 && statusCode < 300) resolve();
        else reject(new ExportError(`HTTP ${statusCode}`));
      });
    });
    const deadline = setTimeout(() => request.destroy(new ExportError('timeout')), timeoutMillis).unref();
    request.once('close', () => clearTimeout(deadline));
    request.once('error', reject);
    // Waiting for the collector is no reason for the process to stay.
    request.once('socket', (socket) => socket.unref());
    if (compress) request.setHeader('Content-Encoding', 'gzip');
    request.end(compress ? gzipSync(body) : body);
  });
}
