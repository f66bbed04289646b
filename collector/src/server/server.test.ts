import { once } from 'node:events';
import { connect } from 'node:net';
import { Agent, request as httpRequest } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import pino from 'pino';
import { Registry } from 'prom-client';
import { afterEach, describe, expect, it } from 'vitest';
import { TokenAccess } from '../access/token-access.ts';
import { createToken, hashToken, type Scope } from '../access/token.ts';
import { ServerMetrics, type RefusalReason } from '../exposition/server-metrics.ts';
import { readRequestBody } from '../otlp/read-request-body.ts';
import { BodyMemory } from './body-memory.ts';
import { type LimitedServer, createLimitedServer } from './create-server.ts';
import { drain } from './drain.ts';
import { DEFAULT_SERVER_LIMITS, type ServerLimits } from './limits.ts';
import { RefusalLog } from './refusal-log.ts';

/** A server with the routes of a receiver, on a real port. */
class TestServer {
  readonly log: string[] = [];
  readonly bodyMemory: BodyMemory;
  readonly limited: LimitedServer;
  readonly release: () => void;
  readonly #metrics: ServerMetrics;
  port = 0;

  constructor(limits: Partial<ServerLimits>, access?: TokenAccess) {
    const all = { ...DEFAULT_SERVER_LIMITS, ...limits };
    const logger = pino({ level: 'info' }, { write: (line: string) => this.log.push(line) });
    this.bodyMemory = new BodyMemory(all.maxBodyMemoryBytes);
    this.#metrics = new ServerMetrics(
      new Registry(),
      () => [],
      () => 0,
    );
    this.limited = createLimitedServer({
      ...{ name: 'otlp', limits: all, bodyMemory: this.bodyMemory, metrics: this.#metrics, access, logger },
      refusals: new RefusalLog(logger, this.#metrics, () => new Date()),
      tls: undefined,
    });
    const { server } = this.limited;
    const held = Promise.withResolvers<undefined>();
    this.release = () => held.resolve(undefined);
    server.removeAllContentTypeParsers();
    server.addContentTypeParser('*', (_request, payload, done) => done(null, payload));
    server.post('/v1/metrics', async (request) => `${(await readRequestBody(request)).length}`);
    server.post('/held', async () => held.promise.then(() => 'let go'));
    server.get('/metrics', async () => 'figures');
    server.get('/-/ready', { config: { access: 'open' } }, async () => 'ready');
  }

  async start(): Promise<this> {
    await this.limited.server.listen({ host: '127.0.0.1', port: 0 });
    const address = this.limited.server.server.address();
    this.port = typeof address === 'object' && address !== null ? address.port : 0;
    return this;
  }

  fetch(path: string, init: RequestInit = {}): Promise<Response> {
    return fetch(`http://127.0.0.1:${this.port}${path}`, init);
  }

  post(path: string, body: Uint8Array | string, headers: Record<string, string> = {}): Promise<Response> {
    const content = typeof body === 'string' ? body : new Uint8Array(body);
    return this.fetch(path, {
      method: 'POST',
      body: content,
      headers: { 'content-type': 'x/y', ...headers },
    });
  }

  async refused(reason: RefusalReason): Promise<number> {
    const { values } = await this.#metrics.refused.get();
    return values.find(({ labels }) => labels.reason === reason)?.value ?? 0;
  }

  /** What the server answers to bytes of a client that then only waits; resolves when the server closes the connection. */
  async raw(text: string, everyMs?: number): Promise<string> {
    const socket = connect(this.port, '127.0.0.1');
    let answer = '';
    socket.setEncoding('utf8').on('data', (chunk: string) => (answer += chunk));
    socket.on('error', () => {});
    await once(socket, 'connect');
    socket.write(text);
    const drip = everyMs === undefined ? undefined : setInterval(() => socket.write('x'), everyMs);
    await once(socket, 'close');
    clearInterval(drip);
    return answer;
  }
}

describe('a port of the collector', () => {
  const started: TestServer[] = [];
  const start = async (limits: Partial<ServerLimits> = {}, access?: TokenAccess) => {
    const server = await new TestServer(limits, access).start();
    started.push(server);
    return server;
  };
  afterEach(async () => {
    for (const server of started.splice(0)) {
      server.release();
      await drain([server.limited.server], 1000);
    }
  });

  it('cuts off a client that does not finish its headers', async () => {
    const server = await start({ headersTimeoutMs: 200, requestTimeoutMs: 400 });
    expect(await server.raw('POST /v1/metrics HTTP/1.1\r\nHost: a\r\nX-Slow: ')).toMatch(/^HTTP\/1\.1 408 /);
    expect(await server.raw('')).toMatch(/^HTTP\/1\.1 408 |^$/);
    expect(await server.refused('slow_sender')).toBeGreaterThan(0);
    expect((await server.fetch('/metrics')).status).toBe(200);
  });

  it('cuts off a client that sends its body drop by drop, and gives its memory back', async () => {
    const server = await start({ headersTimeoutMs: 200, requestTimeoutMs: 500 });
    const head =
      'POST /v1/metrics HTTP/1.1\r\nHost: a\r\nContent-Type: x/y\r\nContent-Length: 1000000\r\n\r\n';
    expect(await server.raw(head, 40)).toMatch(/^HTTP\/1\.1 408 /);
    expect(await server.refused('slow_sender')).toBe(1);
    await settled(() => server.bodyMemory.usedBytes === 0 && server.limited.figures().requestsInFlight === 0);
  });

  it('answers bytes that are no HTTP with 400, and lives on', async () => {
    const server = await start();
    expect(await server.raw('\x16\x03\x01\x02\x00 what is this\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 /);
    expect(await server.refused('malformed_request')).toBe(1);
    expect((await server.fetch('/metrics')).status).toBe(200);
  });

  it('refuses a body that is too large: by its length before it comes, without one when it has', async () => {
    const server = await start({ maxBodyBytes: 50_000 });
    const declared = await server.raw(
      'POST /v1/metrics HTTP/1.1\r\nHost: a\r\nContent-Type: x/y\r\nContent-Length: 999999999\r\n\r\n',
    );
    expect(declared).toMatch(/^HTTP\/1\.1 413 [\s\S]*larger than 50000 bytes/);
    const endless = await server.raw(
      `POST /v1/metrics HTTP/1.1\r\nHost: a\r\nContent-Type: x/y\r\nTransfer-Encoding: chunked\r\n\r\n` +
        `10000\r\n${'x'.repeat(65_536)}\r\n`,
    );
    expect(endless).toMatch(/^HTTP\/1\.1 413 /);
    expect(await server.refused('body_too_large')).toBe(2);
    expect((await server.post('/v1/metrics', 'x'.repeat(50_000))).status).toBe(200);
  });

  it('reads gzip, deflate and zstd, and refuses what is nothing but compression', async () => {
    const server = await start({ maxCompressionRatio: 20 });
    const text = Buffer.from(Array.from({ length: 20_000 }, (_, i) => `${i * 7919}`).join(' '));
    for (const [encoding, body] of [
      ['gzip', gzipSync(text)],
      ['deflate', deflateSync(text)],
      ['zstd', zstdCompressSync(text)],
    ] as const) {
      const answer = await server.post('/v1/metrics', body, { 'content-encoding': encoding });
      expect([encoding, await answer.text()]).toEqual([encoding, String(text.length)]);
    }
    const zeros = Buffer.alloc(4_000_000);
    for (const [encoding, body] of [
      ['gzip', gzipSync(zeros)],
      ['zstd', zstdCompressSync(zeros)],
    ] as const) {
      const answer = await server.post('/v1/metrics', body, { 'content-encoding': encoding });
      expect([encoding, answer.status]).toEqual([encoding, 413]);
      expect(await answer.text()).toContain('raise --max-compression-ratio');
    }
    expect(await server.refused('compression_ratio')).toBe(2);
    expect(server.bodyMemory.usedBytes).toBe(0);
  });

  it('refuses what is more than it can do at a time with 503 and Retry-After, but always answers for its health', async () => {
    const server = await start({ maxRequests: 2 });
    const held = [server.post('/held', ''), server.post('/held', '')];
    await settled(() => server.limited.figures().requestsInFlight === 2);
    const refused = await server.post('/v1/metrics', 'x');
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '5']);
    expect((await server.fetch('/-/ready')).status).toBe(200);
    server.release();
    expect(await Promise.all(held.map(async (answer) => (await answer).status))).toEqual([200, 200]);
    expect((await server.post('/v1/metrics', 'x')).status).toBe(200);
    expect(await server.refused('too_many_requests')).toBe(1);
  });

  it('counts pipelined requests down whose connection closes before their turn', async () => {
    const server = await start({ maxRequests: 30 });
    const socket = connect(server.port, '127.0.0.1');
    socket.on('error', () => {});
    socket.write('POST /held HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n'.repeat(20));
    await settled(() => server.limited.figures().requestsInFlight === 20);
    socket.destroy();
    await settled(() => server.limited.figures().requestsInFlight === 0);
    server.release();
    // Nor are those counted down twice that are answered in turn.
    const answered = await server.raw(
      'GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n'.repeat(5) +
        'GET /metrics HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n',
    );
    expect(answered.match(/HTTP\/1\.1 200/g)).toHaveLength(6);
    await settled(() => server.limited.figures().connections === 0);
    expect(server.limited.figures().requestsInFlight).toBe(0);
  });

  it('bounds what all bodies together take', async () => {
    const server = await start({ maxBodyBytes: 60_000, maxBodyMemoryBytes: 100_000 });
    const slow = connect(server.port, '127.0.0.1');
    slow.on('error', () => {});
    slow.write('POST /v1/metrics HTTP/1.1\r\nHost: a\r\nContent-Type: x/y\r\nContent-Length: 60000\r\n\r\n');
    slow.write('x'.repeat(50_000));
    await settled(() => server.bodyMemory.usedBytes === 50_000);
    const refused = await server.post('/v1/metrics', 'x'.repeat(60_000));
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '5']);
    slow.destroy();
    await settled(() => server.bodyMemory.usedBytes === 0);
    expect((await server.post('/v1/metrics', 'x'.repeat(60_000))).status).toBe(200);
  });

  it('closes connections beyond its limit', async () => {
    const server = await start({ maxConnections: 2 });
    const open = [connect(server.port, '127.0.0.1'), connect(server.port, '127.0.0.1')];
    await Promise.all(open.map((socket) => once(socket, 'connect')));
    await settled(() => server.limited.figures().connections === 2);
    expect(await server.raw('GET /-/ready HTTP/1.1\r\nHost: a\r\n\r\n')).toBe('');
    expect(await server.refused('too_many_connections')).toBe(1);
    for (const socket of open) socket.destroy();
    await settled(() => server.limited.figures().connections === 0);
    expect((await server.fetch('/-/ready')).status).toBe(200);
  });

  it('asks for a token with the right scope, and never writes one to the log', async () => {
    const tokens = { shop: createToken(), prometheus: createToken() };
    const stored = (name: keyof typeof tokens, scope: Scope) => ({
      ...{ name, scopes: new Set([scope]), sha256: hashToken(tokens[name]) },
    });
    const access = new TokenAccess([stored('shop', 'ingest'), stored('prometheus', 'read')]);
    const server = await start({}, access);
    const status = async (path: string, authorization?: string) => {
      const headers = authorization === undefined ? {} : { authorization };
      const answer =
        path === '/v1/metrics' ? server.post(path, 'x', headers) : server.fetch(path, { headers });
      return (await answer).status;
    };
    const wrong = createToken();
    expect(await status('/v1/metrics')).toBe(401);
    expect(await status('/v1/metrics', `Bearer ${wrong}`)).toBe(401);
    expect(await status('/v1/metrics', `Basic ${tokens.shop}`)).toBe(401);
    expect(await status('/v1/metrics', `Bearer ${tokens.prometheus}`)).toBe(403);
    expect(await status('/v1/metrics', `Bearer ${tokens.shop}`)).toBe(200);
    expect(await status('/metrics', `Bearer ${tokens.shop}`)).toBe(403);
    expect(await status('/metrics', `bearer ${tokens.prometheus}`)).toBe(200);
    expect(await status('/-/ready')).toBe(200);
    expect(await status('/no-such-route')).toBe(401);
    for (let attempt = 0; attempt < 50; attempt += 1) await status('/metrics', `Bearer ${wrong}`);

    expect(await server.refused('unauthenticated')).toBe(54);
    const lines = server.log.filter((line) => line.includes('unauthenticated'));
    expect(lines).toHaveLength(1);
    for (const token of [...Object.values(tokens), wrong]) expect(server.log.join('')).not.toContain(token);

    access.replace([stored('prometheus', 'read')]);
    expect(await status('/v1/metrics', `Bearer ${tokens.shop}`)).toBe(401);
  });

  it('answers what is under way when it stops, closes idle connections and takes no new ones', async () => {
    const server = await start();
    const agent = new Agent({ keepAlive: true });
    const idle = httpRequest({ port: server.port, host: '127.0.0.1', path: '/metrics', agent }).end();
    const [response] = await once(idle, 'response');
    response.resume();
    await once(response, 'end');
    const held = server.post('/held', '');
    await settled(() => server.limited.figures().requestsInFlight === 1);
    const stopped = drain([server.limited.server], 30_000);
    await expect(server.fetch('/metrics')).rejects.toThrow();
    server.release();
    expect(await (await held).text()).toBe('let go');
    expect(await stopped).toBe(true);
    agent.destroy();
  });

  it('does not wait for ever for what is under way when it stops', async () => {
    const server = await start();
    const held = server.post('/held', '').catch(() => 'cut off');
    await settled(() => server.limited.figures().requestsInFlight === 1);
    expect(await drain([server.limited.server], 50)).toBe(false);
    expect(await held).toBe('cut off');
  });
});

/** Waits until something that other parties do has happened; the test's own time limit is the end of it. */
async function settled(isSo: () => boolean): Promise<void> {
  while (!isSo()) await sleep(5);
}
