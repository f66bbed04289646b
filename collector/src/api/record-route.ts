import type { FastifyInstance } from 'fastify';
import type { Prices } from '../foreign/prices.ts';
import { type Ledger, LedgerBusyError, LedgerWriteError } from '../ledger/ledger.ts';
import { type RecordedUsage, recordUsage } from '../recording/record-usage.ts';

export interface RecordRouteOptions {
  readonly ledger: Ledger;
  readonly prices: Prices;
  readonly clock: () => Date;
}

/** Calls in one request: a transaction that others do not wait long for. */
export const MAX_RECORDS = 1_000;
/** Header of draft-ietf-httpapi-idempotency-key-header. */
const IDEMPOTENCY_HEADER = 'idempotency-key';
const MAX_KEY_LENGTH = 200;
const RETRY_AFTER_SECONDS = { busy: 1, failed: 5 } as const;

/** Adds `POST /api/v1/usage`: what has no telemetry reports its calls as JSON, one or an array of them. */
export function registerRecordRoute(server: FastifyInstance, options: RecordRouteOptions): void {
  const { ledger, prices, clock } = options;
  server.post('/api/v1/usage', { config: { signal: 'usage' } }, async (request, reply) => {
    const items: readonly unknown[] = Array.isArray(request.body) ? request.body : [request.body];
    const header = request.headers[IDEMPOTENCY_HEADER];
    const idempotencyKey = typeof header === 'string' && header !== '' ? header : undefined;
    if (items.length === 0 || items.length > MAX_RECORDS) {
      return reply
        .code(400)
        .send({ error: `send 1 to ${MAX_RECORDS} calls in one request; this one has ${items.length}` });
    }
    if (idempotencyKey !== undefined && idempotencyKey.length > MAX_KEY_LENGTH) {
      return reply
        .code(400)
        .send({ error: `the header Idempotency-Key must be ${MAX_KEY_LENGTH} characters at most` });
    }
    try {
      const catalogue = await prices.ready();
      const recorded = await recordUsage(ledger, catalogue, items, {
        ...{ idempotencyKey, sender: request.sender, now: clock() },
      });
      if (recorded.refused < items.length) return recorded;
      // What was booked must not be sent again: only where nothing was is the request as a whole refused.
      return reply.code(400).send({ error: messageOf(recorded), ...recorded });
    } catch (error) {
      if (error instanceof LedgerBusyError) {
        return reply
          .code(429)
          .header('retry-after', String(RETRY_AFTER_SECONDS.busy))
          .send({ error: error.message });
      }
      if (!(error instanceof LedgerWriteError)) throw error;
      return reply
        .code(503)
        .header('retry-after', String(RETRY_AFTER_SECONDS.failed))
        .send({ error: `${error.message}; nothing of this request was booked, send it again` });
    }
  });
}

/** The mistakes of the first item in one line; the others are in the results. */
function messageOf({ results }: RecordedUsage): string {
  const errors = results[0]?.errors ?? [];
  const first = errors.map(({ path, message }) => (path === '' ? message : `${path}: ${message}`)).join('; ');
  return results.length === 1 ? first : `none of the calls is right; the first: ${first}`;
}
