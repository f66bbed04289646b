import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createNodeHttpSource } from './node-http.ts';
import { recordCalls } from './testing/recorded-calls.ts';

describe('the node:http source', () => {
  const faults: unknown[] = [];
  const source = createNodeHttpSource((cause) => faults.push(cause));
  let server: http.Server;
  let port: number;

  beforeEach(async () => {
    server = http.createServer((request, response) => {
      const { socket } = request;
      switch (request.url) {
        case '/silent':
          return;
        case '/refuse':
          socket.end();
          return;
        case '/reset':
          socket.resetAndDestroy();
          return;
        default:
          response.writeHead(200, { 'content-type': 'text/plain' }).write('first ');
          if (request.url === '/cut') setTimeout(() => socket.destroy(), 10);
          else if (request.url === '/cut-hard') setTimeout(() => socket.resetAndDestroy(), 10);
          else if (request.url !== '/open') response.end('last');
      }
    });
    server.on('upgrade', (_request, socket) => {
      socket.end('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    ({ port } = server.address() as AddressInfo);
  });

  afterEach(async () => {
    source.disable();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    expect(faults).toEqual([]);
  });

  /** Calls and reads; resolves when the request is over. */
  function call(
    path: string,
    during: {
      begun?: (request: http.ClientRequest) => void;
      data?: (response: http.IncomingMessage, request: http.ClientRequest) => void;
    } = {},
  ): Promise<void> {
    return new Promise((resolve) => {
      const request = http.get({ port, path, agent: false }, (response) => {
        response.on('error', () => undefined);
        response.on('data', () => during.data?.(response, request));
        response.on('close', () => resolve());
      });
      request.on('error', () => setImmediate(resolve));
      request.on('close', () => request.res ?? resolve());
      during.begun?.(request);
    });
  }

  it('sees what is received, and where a request goes', async () => {
    const calls = recordCalls(source);
    await call('/v1/x?key=a%20b');
    expect(calls).toMatchObject([
      {
        received: 'first last',
        statusCode: 200,
        contentType: 'text/plain',
        head: { method: 'GET', port, path: '/v1/x' },
      },
    ]);
    expect(calls[0]?.ends[0]).toBe('end');
    expect(calls[0]?.head.parameter?.('key')).toBe('a b');
  });

  it.each<[string, string, (response: http.IncomingMessage, request: http.ClientRequest) => void, string]>([
    ['leaves', '/open', (response) => void response.destroy(), 'AbortError'],
    ['fails', '/open', (response) => void response.destroy(new TypeError('x')), 'TypeError'],
    ['destroys the request', '/open', (_response, request) => void request.destroy(), 'AbortError'],
    [
      'fails the request',
      '/open',
      (_response, request) => void request.destroy(new TypeError('x')),
      'TypeError',
    ],
    ['is cut off', '/cut', () => undefined, 'Error'],
    ['is reset', '/cut-hard', () => undefined, 'Error'],
  ])('knows who ended a stream whose reader %s', async (_what, path, data, error) => {
    const calls = recordCalls(source);
    await call(path, { data });
    expect(calls).toMatchObject([{ received: 'first ', statusCode: 200 }]);
    expect(calls[0]?.ends[0]).toBe(error);
  });

  it.each<[string, string, ((request: http.ClientRequest) => void) | undefined, string]>([
    ['destroyed at once', '/silent', (request) => void request.destroy(), 'AbortError'],
    ['destroyed later', '/silent', (request) => void setTimeout(() => request.destroy(), 30), 'AbortError'],
    ['failed by the caller', '/silent', (request) => void request.destroy(new TypeError('x')), 'TypeError'],
    ['ended by the server', '/refuse', undefined, 'Error'],
    ['reset by the server', '/reset', undefined, 'Error'],
  ])('knows who ended a request that was %s', async (_what, path, begun, error) => {
    const calls = recordCalls(source);
    await call(path, begun && { begun });
    expect(calls[0]?.statusCode).toBeUndefined();
    expect(calls[0]?.ends[0]).toBe(error);
  });

  it('knows that a reader left that broke off its loop', async () => {
    const calls = recordCalls(source);
    await new Promise<void>((resolve, reject) => {
      http.get({ port, path: '/open', agent: false }, (response) => {
        response.on('close', resolve);
        void (async () => {
          for await (const piece of response) if (piece) break;
        })().catch(reject);
      });
    });
    expect(calls[0]?.ends[0]).toBe('AbortError');
  });

  it('takes a connection that became a WebSocket for a call that is over', async () => {
    const calls = recordCalls(source);
    const headers = { connection: 'Upgrade', upgrade: 'websocket' };
    await new Promise<void>((resolve) => {
      http.get({ port, path: '/socket', headers, agent: false }).on('upgrade', (_response, socket) => {
        socket.destroy();
        resolve();
      });
    });
    expect(calls).toMatchObject([{ statusCode: 101 }]);
    expect(calls[0]?.ends[0]).toBe('end');
  });

  it('goes by where a request goes, not by a Host header of the caller', async () => {
    const calls = recordCalls(source);
    await new Promise<void>((resolve) => {
      http.get(
        { host: '127.0.0.1', port, path: '/', headers: { host: 'api.example.com' }, agent: false },
        (response) => response.resume().on('close', resolve),
      );
    });
    expect(calls[0]?.head).toMatchObject({ hostname: '127.0.0.1', port: undefined });
  });
});
