import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { CollectorMetrics } from '../exposition/collector-metrics.ts';
import type { Prices } from '../foreign/prices.ts';
import { type Ledger, LedgerBusyError, LedgerWriteError } from '../ledger/ledger.ts';
import type { CommitWatch } from '../logging/watch-commit.ts';
import { formatOf } from '../otlp/answer.ts';
import { MalformedBodyError } from '../otlp/malformed-body-error.ts';
import { UnsupportedEncodingError } from '../otlp/read-body.ts';
import { type RecordedUsage, recordUsage } from '../recording/record-usage.ts';
import { readJsonBody } from './read-json-body.ts';

export interface RecordRouteOptions {
  readonly ledger: Ledger;
  readonly prices: Prices;
  readonly clock: () => Date;
  readonly watch: CommitWatch;
  readonly metrics: CollectorMetrics;
}

/** Calls in one request: a transaction that others do not wait long for. */
export const MAX_RECORDS = 1_000;
/** Header of draft-ietf-httpapi-idempotency-key-header. */
const IDEMPOTENCY_HEADER = 'idempotency-key';
const MAX_KEY_LENGTH = 200;
const RETRY_AFTER_SECONDS = { busy: 1, failed: 5 } as const;
const CONTENT_TYPE = 'content-type must be application/json';

/** Adds `POST /api/v1/usage`: what has no telemetry reports its calls as JSON, one or an array of them. */
export function registerRecordRoute(server: FastifyInstance, options: RecordRouteOptions): void {
  // A scope of its own: the other routes of the port read no body.
  server.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    // The handler reads the stream itself, under the limits of the OTLP port.
    scope.addContentTypeParser('*', (_request, payload, done) => done(null, payload));
    scope.post('/api/v1/usage', { config: { signal: 'usage' } }, async (request, reply) => {
      if (formatOf(request.headers['content-type']) !== 'json') return refuse(reply, 415, CONTENT_TYPE);
      try {
        // Before the body is read: what cannot be booked need not be held.
        options.ledger.requireRoom();
        return await record(request, reply, options);
      } catch (error) {
        if (error instanceof UnsupportedEncodingError) return refuse(reply, 415, error.message);
        if (error instanceof MalformedBodyError) return refuse(reply, 400, error.message);
        if (error instanceof LedgerBusyError) {
          reply.header('retry-after', String(RETRY_AFTER_SECONDS.busy));
          return refuse(reply, 429, error.message);
        }
        if (!(error instanceof LedgerWriteError)) throw error;
        reply.header('retry-after', String(RETRY_AFTER_SECONDS.failed));
        return refuse(reply, 503, `${error.message}; nothing of this request was booked, send it again`);
      }
    });
  });
}

async function record(
  request: FastifyRequest,
  reply: FastifyReply,
  { ledger, prices, clock, watch, metrics }: RecordRouteOptions,
): Promise<FastifyReply> {
  const body = await readJsonBody(request);
  const items: readonly unknown[] = Array.isArray(body) ? body : [body];
  const header = request.headers[IDEMPOTENCY_HEADER];
  const idempotencyKey = typeof header === 'string' && header !== '' ? header : undefined;
  if (items.length === 0 || items.length > MAX_RECORDS) {
    const message = `send 1 to ${MAX_RECORDS} calls in one request; this one has ${items.length}`;
    return refuse(reply, 400, message);
  }
  if (idempotencyKey !== undefined && idempotencyKey.length > MAX_KEY_LENGTH) {
    return refuse(reply, 400, `the header Idempotency-Key must be ${MAX_KEY_LENGTH} characters at most`);
  }
  const watched: Pick<Ledger, 'bookCalls'> = {
    bookCalls: (...calls) => watch(() => ledger.bookCalls(...calls)),
  };
  const catalogue = await prices.ready();
  const now = clock();
  const recorded = await recordUsage(watched, catalogue, items, {
    idempotencyKey,
    sender: request.sender,
    keysSince: ledger.keysSince(now),
    now,
  });
  metrics.recordsRefused.inc(recorded.refused);
  // What was booked must not be sent again: only where nothing was is the request as a whole refused.
  if (recorded.refused === items.length) {
    return reply.code(400).send({ error: messageOf(recorded), ...recorded });
  }
  return reply.code(recorded.refused > 0 ? 207 : 200).send(recorded);
}

function refuse(reply: FastifyReply, code: number, error: string): FastifyReply {
  return reply.code(code).send({ error });
}

/** The mistakes of the first item in one line; the others are in the results. */
function messageOf({ results }: RecordedUsage): string {
  const errors = results[0]?.errors ?? [];
  const first = errors.map(({ path, message }) => (path === '' ? message : `${path}: ${message}`)).join('; ');
  return results.length === 1 ? first : `none of the calls is right; the first: ${first}`;
}
