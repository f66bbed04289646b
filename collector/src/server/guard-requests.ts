import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Scope } from '../access/token.ts';
import type { BodyLease } from './body-memory.ts';
import type { ServerOptions } from './server-options.ts';
import { RETRY_AFTER_SECONDS } from './limits.ts';
import { onceOver } from './request-end.ts';
import { RequestRefused } from './request-refused.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Who may ask: `open` is everybody. Left out: `read` for GET, `ingest` for what writes. */
    readonly access?: Scope | 'open';
    /** What the request is about, in the counter of requests. Left out: `api`. */
    readonly signal?: string;
  }
  interface FastifyRequest {
    bodyLimits: BodyLimits;
    /** Name of the token that the request was let in with; empty where nobody is asked for one. */
    sender: string;
  }
}

/** What the body of one request may be. */
export interface BodyLimits {
  readonly maxBytes: number;
  readonly maxCompressionRatio: number;
  readonly lease: BodyLease;
}

/**
 * Asks every request of a server for its token and for room, before any of its body is read.
 *
 * @returns tells how many requests are under way
 */
export function guardRequests(server: FastifyInstance, options: ServerOptions): () => number {
  const { name, limits, bodyMemory, metrics, refusals } = options;
  let inFlight = 0;
  // Set for each request that is let in; the routes that are open to everybody read no body.
  server.decorateRequest('bodyLimits', null as unknown as BodyLimits);
  server.decorateRequest('sender', '');
  server.addHook('onRequest', async (request, reply) => {
    const { access = isReading(request) ? 'read' : 'ingest' } = request.routeOptions.config;
    if (access === 'open') return;
    request.sender = authorise(request, reply, access, options);
    if (inFlight >= limits.maxRequests) {
      throw new RequestRefused(
        503,
        'too_many_requests',
        `${limits.maxRequests} requests are under way already; send it again later, or raise --max-requests`,
      );
    }
    inFlight += 1;
    const lease = bodyMemory.lease();
    request.bodyLimits = {
      maxBytes: limits.maxBodyBytes,
      maxCompressionRatio: limits.maxCompressionRatio,
      lease,
    };
    onceOver(request.raw, reply.raw, () => {
      inFlight -= 1;
      lease.release();
    });
  });
  server.addHook('onError', async (request, reply, error) => {
    if (!(error instanceof RequestRefused)) return;
    refusals.note(error.reason, { port: name, peer: request.ip });
    if (error.statusCode === 503) reply.header('retry-after', String(RETRY_AFTER_SECONDS));
    // What is still to come of a body that is too much is not read: the connection cannot be used again.
    if (error.statusCode === 503 || error.statusCode === 413) reply.header('connection', 'close');
  });
  server.addHook('onResponse', async (request, reply) => {
    const { signal = 'api' } = request.routeOptions.config;
    metrics.requests.inc({ signal, code: String(reply.statusCode) });
  });
  return () => inFlight;
}

function isReading({ method }: FastifyRequest): boolean {
  return method === 'GET' || method === 'HEAD';
}

/** @returns the name of the token */
function authorise(
  request: FastifyRequest,
  reply: FastifyReply,
  scope: Scope,
  { access }: ServerOptions,
): string {
  if (access === undefined) return '';
  const verdict = access.check(request.headers.authorization, scope);
  if (verdict.outcome === 'allowed') return verdict.name;
  if (verdict.outcome === 'forbidden') {
    throw new RequestRefused(
      403,
      'forbidden',
      `the token ${verdict.name} may not do this: it lacks the scope ${scope}; make one with outlay token create --scope ${scope}`,
    );
  }
  reply.header('www-authenticate', 'Bearer realm="outlay"');
  throw new RequestRefused(
    401,
    'unauthenticated',
    'a token is needed: send "Authorization: Bearer TOKEN" with one made by outlay token create; ' +
      'OpenTelemetry exporters take it from OTEL_EXPORTER_OTLP_HEADERS="authorization=Bearer%20TOKEN"',
  );
}
