import { COLLECTOR_METRIC } from '@outlay/instrumentation/names';
import { Counter, Histogram, type Registry } from 'prom-client';
import { registerComputed } from './metric.ts';

/** Why a request was not let in or not read to its end; the values of `reason` on the counter of refused requests. */
export const REFUSAL_REASONS = [
  'unauthenticated',
  'forbidden',
  'body_too_large',
  'compression_ratio',
  'slow_sender',
  'malformed_request',
  'too_many_requests',
  'too_many_connections',
  'out_of_body_memory',
] as const;
export type RefusalReason = (typeof REFUSAL_REASONS)[number];

/** What one listener tells about itself at the moment of a scrape. */
export interface ListenerFigures {
  /** `otlp` or `api`. */
  readonly name: string;
  readonly requestsInFlight: number;
  readonly connections: number;
}

/** Metrics about the collector's ports: who asks, who is refused, how busy they are. */
export class ServerMetrics {
  readonly requests: Counter<'signal' | 'code'>;
  readonly refused: Counter<'reason'>;
  readonly scrapeSeconds: Histogram;

  /** @param bodyBytes bytes of request bodies that are in memory */
  constructor(registry: Registry, listeners: () => readonly ListenerFigures[], bodyBytes: () => number) {
    const registers = [registry];
    this.requests = new Counter({
      name: COLLECTOR_METRIC.requests,
      help: 'Requests answered, by what they were about and HTTP status code.',
      labelNames: ['signal', 'code'],
      registers,
    });
    // What counts money is there from the start, so that its first request is an increase and not a new series.
    this.requests.inc({ signal: 'metrics', code: '200' }, 0);
    this.refused = new Counter({
      name: COLLECTOR_METRIC.requestsRefused,
      help: 'Requests and connections that were refused or cut off, by reason.',
      labelNames: ['reason'],
      registers,
    });
    for (const reason of REFUSAL_REASONS) this.refused.inc({ reason }, 0);
    this.scrapeSeconds = new Histogram({
      name: COLLECTOR_METRIC.scrapeSeconds,
      help: 'Time to answer a scrape in seconds, until the scraper has read all of it.',
      buckets: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
      registers,
    });
    const gauge = (name: string, help: string, value: (figures: ListenerFigures) => number) =>
      registerComputed(registry, { name, help, type: 'gauge' }, () =>
        listeners().map((figures) => ({ labels: { port: figures.name }, value: value(figures) })),
      );
    gauge(COLLECTOR_METRIC.requestsInFlight, 'Requests being answered, by port.', (f) => f.requestsInFlight);
    gauge(COLLECTOR_METRIC.connections, 'Open connections, by port.', (f) => f.connections);
    registerComputed(
      registry,
      { name: COLLECTOR_METRIC.bodyBytes, help: 'Bytes of request bodies in memory.', type: 'gauge' },
      () => [{ labels: {}, value: bodyBytes() }],
    );
  }
}
