import http from 'node:http';
import http2 from 'node:http2';
import type { AddressInfo, Server } from 'node:net';
import type { Duplex } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import type { Answer, Exchange, Provider } from './exchange.ts';

/**
 * - `answers`: as the provider would;
 * - `stays-open`: begins a stream and never ends it;
 * - `cuts`: begins an answer and breaks the connection;
 * - `is-busy-first`: refuses every other request, the first one to begin with;
 * - `is-silent`: never answers.
 */
export const MANNERS = ['answers', 'stays-open', 'cuts', 'is-busy-first', 'is-silent'] as const;
export type Manner = (typeof MANNERS)[number];

export interface StandIn {
  port: number;
  /** HTTP versions of the requests so far. */
  versions: ReadonlySet<string>;
  close(): Promise<void>;
}

export interface StandInOptions {
  /** `h2c`: HTTP/2 without TLS, as a client with prior knowledge speaks it. */
  protocol?: 'http' | 'h2c' | 'https';
  tls?: { key: string; cert: string };
}

type Response = http.ServerResponse | http2.Http2ServerResponse;
type Request = http.IncomingMessage | http2.Http2ServerRequest;

/** Starts a server on a free port of the loopback that stands in for a provider, in one manner. */
export async function startStandIn(
  provider: Provider,
  manner: Manner,
  { protocol = 'http', tls }: StandInOptions = {},
): Promise<StandIn> {
  let requests = 0;
  const versions = new Set<string>();
  const open = new Set<Duplex>();
  const listener = (request: Request, response: Response): void => {
    versions.add(request.httpVersion);
    request.on('error', () => undefined);
    response.on('error', () => undefined);
    let text = '';
    request.setEncoding('utf8');
    request.on('data', (piece: string) => (text += piece));
    request.on('end', () => {
      requests += 1;
      const refuses = manner === 'is-busy-first' && requests % 2 === 1;
      if (manner === 'is-silent') return;
      const answer = refuses ? refuse(provider) : provider.answer(readExchange(request, text));
      void send(request, response, answer, manner);
    });
  };
  const server: Server =
    protocol === 'h2c'
      ? http2.createServer(listener)
      : protocol === 'https'
        ? http2.createSecureServer({ ...tls, allowHTTP1: true }, listener)
        : http.createServer(listener);
  server.on('sessionError', () => undefined);
  server.on(protocol === 'https' ? 'secureConnection' : 'connection', (socket: Duplex) => {
    open.add(socket);
    socket.on('error', () => undefined);
    socket.once('close', () => open.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    versions,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of open) socket.destroy();
      }),
  };
}

function readExchange(request: Request, text: string): Exchange {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://stand-in');
  let body: unknown = text;
  try {
    body = JSON.parse(text);
  } catch {
    // A form, or nothing.
  }
  return {
    method: request.method ?? 'GET',
    path: decodeURIComponent(pathname),
    query: searchParams,
    headers: request.headers,
    body,
  };
}

function refuse({ refusal }: Provider): Answer {
  return {
    status: refusal.status,
    headers: { 'content-type': 'application/json', ...refusal.headers },
    chunks: [JSON.stringify(refusal.body)],
  };
}

async function send(request: Request, response: Response, answer: Answer, manner: Manner): Promise<void> {
  const { status = 200, headers, chunks } = answer;
  // The compatibility class of HTTP/2 has the same methods under types of its own.
  const out = response as http.ServerResponse;
  out.writeHead(status, headers);
  if (manner === 'stays-open' || manner === 'cuts') {
    for (const chunk of chunks.slice(0, Math.max(1, chunks.length - 2))) await write(out, chunk);
    if (manner === 'cuts') setTimeout(() => request.socket.destroy(), 20);
    return;
  }
  for (const chunk of chunks) await write(out, chunk);
  out.end();
}

async function write(response: http.ServerResponse, chunk: string | Uint8Array): Promise<void> {
  response.write(chunk);
  await setImmediate();
}
