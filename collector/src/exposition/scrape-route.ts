import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Registry } from 'prom-client';
import { Readable, type Transform, pipeline } from 'node:stream';
import { constants, createGzip } from 'node:zlib';
import { isLoopback } from '../server/loopback.ts';
import { acceptsGzip } from './accepts-gzip.ts';
import { negotiateFormat } from './format.ts';
import { renderExposition } from './render.ts';
import { ScrapePlaces } from './scrape-places.ts';
import type { ServerMetrics } from './server-metrics.ts';

/** A pair of Prometheus servers, at the same moment. More wait: rendering is a matter of CPU, and exports need some too. */
const SCRAPES_AT_ONCE = 2;
const MAX_WAITING = 16;

/** A scraper that has not read everything after this long, in milliseconds, is cut off, unless it said how long it waits. */
const READ_TIMEOUT_MS = 30_000;

/** Seconds after which a scraper that found too many others may try again. */
const RETRY_AFTER_SECONDS = 5;

export interface ScrapeOptions {
  readonly registry: Registry;
  readonly metrics: ServerMetrics;
  readonly clock: () => Date;
}

/** Adds `GET /metrics`: Prometheus' text format 0.0.4 or OpenMetrics 1.0, as the scraper likes it. */
export function registerScrape(server: FastifyInstance, options: ScrapeOptions): void {
  const places = new ScrapePlaces(SCRAPES_AT_ONCE, MAX_WAITING);
  server.get('/metrics', { config: { signal: 'scrape' } }, async (request, reply) => {
    const leave = await places.take();
    if (leave === undefined) {
      return reply
        .code(503)
        .header('retry-after', String(RETRY_AFTER_SECONDS))
        .type('text/plain')
        .send('Too many scrapes at a time; try again.\n');
    }
    // Hung up while it waited for its turn.
    if (reply.raw.destroyed) {
      leave();
      return reply.hijack();
    }
    return answer(request, reply, leave, options);
  });
}

function answer(
  request: FastifyRequest,
  reply: FastifyReply,
  leave: () => void,
  { registry, metrics, clock }: ScrapeOptions,
): FastifyReply {
  const format = negotiateFormat(request.headers.accept);
  const stop = metrics.scrapeSeconds.startTimer();
  const text = Readable.from(renderExposition(registry, format, { nowMs: clock().getTime() }), {
    objectMode: false,
  });
  const body = isGzipWorthIt(request) ? gzipped(text) : text;
  const deadline = setTimeout(() => body.destroy(), readTimeoutMs(request)).unref();
  body.once('close', () => {
    clearTimeout(deadline);
    stop();
    leave();
  });
  if (body !== text) reply.header('content-encoding', 'gzip');
  return reply.header('vary', 'accept, accept-encoding').type(format.contentType).send(body);
}

/**
 * Whether to compress, as Prometheus always asks for. Level 1 makes a tenth of 16 MB (100,000 series) but takes 75 ms of CPU,
 * nearly twice what rendering takes. On one machine nothing is saved: a copy in memory is cheaper than both ends' work. Over a
 * network, where transfer is paid for and may be slow, it is worth one percent of a core at a scrape every 15 s.
 */
function isGzipWorthIt({ headers, ip }: FastifyRequest): boolean {
  return acceptsGzip(String(headers['accept-encoding'] ?? '')) && !isLoopback(ip);
}

function gzipped(text: Readable): Transform {
  const gzip = createGzip({ level: constants.Z_BEST_SPEED, chunkSize: 65_536 });
  // Errors reach the response through the last stream.
  pipeline(text, gzip, () => {});
  return gzip;
}

/** Prometheus tells its `scrape_timeout`: after it nobody reads what is still to come. */
function readTimeoutMs({ headers }: FastifyRequest): number {
  const seconds = Number(headers['x-prometheus-scrape-timeout-seconds']);
  return seconds > 0 && seconds * 1000 < READ_TIMEOUT_MS ? seconds * 1000 : READ_TIMEOUT_MS;
}
