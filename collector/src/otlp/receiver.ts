import type { FastifyInstance } from 'fastify';
import type { CollectorMetrics } from '../exposition/collector-metrics.ts';
import type { LatestReadings } from '../exposition/latest-readings.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { DropReason } from '../ledger/stream.ts';
import type { CommitWatch } from '../logging/watch-commit.ts';
import { CONTENT_TYPES, answerExport, formatOf, refuse } from './answer.ts';
import { parseMetricsJson } from './json/parse-metrics.ts';
import { RequestRefused } from '../server/request-refused.ts';
import { readRequestBody } from './read-request-body.ts';
import { type BodyFormat, encodeExportResponse } from './response.ts';

export interface ReceiverOptions {
  readonly ledger: Ledger;
  readonly metrics: CollectorMetrics;
  readonly readings: LatestReadings;
  readonly watch: CommitWatch;
  readonly clock: () => Date;
}

/**
 * Drops that cost the sender no money: repeated points, and metrics of the application that are none of Outlay's. A
 * sender that is told of them would log a warning with every export.
 */
const HARMLESS: ReadonlySet<DropReason> = new Set(['duplicate', 'late', 'unknown_metric']);

/** Adds the OTLP/HTTP endpoint `POST /v1/metrics`. Source: OTLP specification 1.x, "OTLP/HTTP". */
export function registerReceiver(server: FastifyInstance, options: ReceiverOptions): void {
  server.removeAllContentTypeParsers();
  // The handler reads the stream itself, so that the size limit holds for the decompressed bytes.
  server.addContentTypeParser('*', (_request, payload, done) => {
    done(null, payload);
  });
  server.post('/v1/metrics', { config: { signal: 'metrics' } }, async (request, reply) =>
    answerExport(request, reply, async (format) => {
      // Before the body is read: what cannot be booked need not be held.
      options.ledger.requireRoom();
      const body = await readRequestBody(request);
      return encodeExportResponse(format, await book(body, format, options));
    }),
  );
  server.setErrorHandler(async (error, request, reply) => {
    const code = error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : 500;
    // Fastify's own answer to a body without a content type.
    if (code === 415) return refuse(reply, 'json', code, CONTENT_TYPES);
    if (code >= 500 && !(error instanceof RequestRefused)) {
      request.log.error({ err: error }, 'export failed');
    }
    const format = formatOf(request.headers['content-type']) ?? 'json';
    return refuse(reply, format, code, error instanceof Error ? error.message : String(error));
  });
  server.setNotFoundHandler(async (_request, reply) =>
    reply
      .code(404)
      .send({ code: 5, message: 'only OTLP/HTTP is received here: POST /v1/metrics, POST /v1/traces' }),
  );
}

/** @returns the points that were lost, by reason */
async function book(
  body: Buffer,
  format: BodyFormat,
  { ledger, metrics, readings, clock, watch }: ReceiverOptions,
): Promise<ReadonlyMap<DropReason, number>> {
  const now = clock();
  const outcome = await watch(async () =>
    format === 'json'
      ? ledger.book(parseMetricsJson(body.toString('utf8')), now, body.length)
      : ledger.bookBody(body, now),
  );
  readings.noteResources(outcome.resources, now.getTime());
  readings.noteGauges(outcome.gauges, now.getTime());
  metrics.pointsReceived.inc(outcome.received);
  for (const [reason, count] of outcome.dropped) metrics.pointsDropped.inc({ reason }, count);
  return new Map([...outcome.dropped].filter(([reason]) => !HARMLESS.has(reason)));
}
