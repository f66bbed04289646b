import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { CollectorMetrics } from '../exposition/collector-metrics.ts';
import type { LatestReadings } from '../exposition/latest-readings.ts';
import { type Ledger, LedgerWriteError } from '../ledger/ledger.ts';
import type { DropReason } from '../ledger/stream.ts';
import { parseMetricsJson } from './json/parse-metrics.ts';
import { RequestRefused } from '../server/request-refused.ts';
import { MalformedBodyError } from './malformed-body-error.ts';
import { type MetricsExport, countPoints } from './metrics.ts';
import { decodeMetricsProtobuf } from './protobuf/decode-metrics.ts';
import { UnsupportedEncodingError } from './read-body.ts';
import { readRequestBody } from './read-request-body.ts';
import { type BodyFormat, encodeExportResponse, encodeStatus } from './response.ts';

export interface ReceiverOptions {
  readonly ledger: Ledger;
  readonly metrics: CollectorMetrics;
  readonly readings: LatestReadings;
  readonly clock: () => Date;
}

const CONTENT_TYPE: Record<BodyFormat, string> = {
  json: 'application/json',
  protobuf: 'application/x-protobuf',
};

const CONTENT_TYPES = 'content-type must be application/x-protobuf or application/json';

/** Seconds after which a sender whose export could not be booked should try again. */
const RETRY_AFTER_SECONDS = 5;

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
    receive(request, reply, options),
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
    reply.code(404).send({ code: 5, message: 'only OTLP/HTTP metrics are received here: POST /v1/metrics' }),
  );
}

async function receive(
  request: FastifyRequest,
  reply: FastifyReply,
  options: ReceiverOptions,
): Promise<unknown> {
  const format = formatOf(request.headers['content-type']);
  if (format === undefined) {
    return refuse(reply, 'json', 415, CONTENT_TYPES);
  }
  try {
    const body = await readRequestBody(request);
    const batch = format === 'json' ? parseMetricsJson(body.toString('utf8')) : decodeMetricsProtobuf(body);
    const dropped = book(batch, options);
    return reply.code(200).type(CONTENT_TYPE[format]).send(encodeExportResponse(format, dropped));
  } catch (error) {
    if (error instanceof UnsupportedEncodingError) return refuse(reply, format, 415, error.message);
    if (error instanceof MalformedBodyError) return refuse(reply, format, 400, error.message);
    if (error instanceof LedgerWriteError) {
      options.metrics.ledgerCommitFailures.inc();
      request.log.error({ err: error }, 'export not booked');
      reply.header('retry-after', String(RETRY_AFTER_SECONDS));
      return refuse(reply, format, 503, `${error.message}; nothing of this export was booked, send it again`);
    }
    throw error;
  }
}

/** @returns the points that were lost, by reason */
function book(batch: MetricsExport, options: ReceiverOptions): ReadonlyMap<DropReason, number> {
  const { ledger, metrics, readings, clock } = options;
  const now = clock();
  const stopTimer = metrics.ledgerCommitSeconds.startTimer();
  const plan = ledger.book(batch, now);
  stopTimer();
  readings.noteResources(batch, now.getTime());
  readings.noteGauges(plan.gauges, now.getTime());
  metrics.lastIngest.set(now.getTime() / 1000);
  for (const { scopes } of batch) {
    for (const scope of scopes) {
      for (const { data } of scope.metrics) metrics.pointsReceived.inc(countPoints(data));
    }
  }
  for (const [reason, count] of plan.dropped) metrics.pointsDropped.inc({ reason }, count);
  return new Map([...plan.dropped].filter(([reason]) => !HARMLESS.has(reason)));
}

function formatOf(contentType: string | undefined): BodyFormat | undefined {
  const type = contentType?.split(';')[0]?.trim().toLowerCase();
  if (type === CONTENT_TYPE.json) return 'json';
  return type === CONTENT_TYPE.protobuf ? 'protobuf' : undefined;
}

function refuse(reply: FastifyReply, format: BodyFormat, code: number, message: string): FastifyReply {
  return reply
    .code(code)
    .type(CONTENT_TYPE[format])
    .send(encodeStatus(format, code, message));
}
