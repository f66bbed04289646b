import Fastify, { type FastifyInstance, LogController } from 'fastify';
import { type Server, createServer as createHttp } from 'node:http';
import { createServer as createHttps } from 'node:https';
import type { ListenerFigures } from '../exposition/server-metrics.ts';
import { guardRequests } from './guard-requests.ts';
import { answerClientError } from './client-error.ts';
import type { ServerOptions } from './server-options.ts';

export interface LimitedServer {
  readonly server: FastifyInstance;
  figures(): ListenerFigures;
}

/** How often Node looks whether the time for headers or a request is up: a share of the shorter of them. */
const LOOKS_PER_TIMEOUT = 4;

/** A connection on which nothing moves for this long is closed, also when its client reads no answer; in milliseconds. */
const SOCKET_IDLE_MS = 120_000;

/** A server with everything that holds for each port: limits, tokens, TLS, counters. It has no routes yet. */
export function createLimitedServer(options: ServerOptions): LimitedServer {
  const { name, limits, refusals, logger } = options;
  let connections = 0;
  const server = Fastify({
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true }),
    // The receiver reads the stream itself, and says what a body may be in the words of OTLP.
    bodyLimit: name === 'otlp' ? Number.MAX_SAFE_INTEGER : limits.maxBodyBytes,
    clientErrorHandler: (error, socket) => answerClientError(error, socket, refusals),
    serverFactory: (handler) => {
      const http = createNodeServer(options);
      http.on('request', handler);
      http.maxConnections = limits.maxConnections;
      http.on('drop', () => refusals.note('too_many_connections', { port: name }));
      http.on('connection', (socket) => {
        connections += 1;
        socket.once('close', () => (connections -= 1));
      });
      http.setTimeout(SOCKET_IDLE_MS);
      return http;
    },
  });
  const inFlight = guardRequests(server, options);
  return { server, figures: () => ({ name, connections, requestsInFlight: inFlight() }) };
}

function createNodeServer({ limits, tls }: ServerOptions): Server {
  const { headersTimeoutMs, requestTimeoutMs } = limits;
  const settings = {
    headersTimeout: headersTimeoutMs,
    requestTimeout: requestTimeoutMs,
    connectionsCheckingInterval: Math.ceil(Math.min(headersTimeoutMs, requestTimeoutMs) / LOOKS_PER_TIMEOUT),
  };
  if (tls === undefined) return createHttp(settings);
  const asksClients = tls.ca !== undefined;
  return createHttps({
    ...settings,
    ...tls,
    handshakeTimeout: headersTimeoutMs,
    requestCert: asksClients,
    rejectUnauthorized: asksClients,
  });
}
