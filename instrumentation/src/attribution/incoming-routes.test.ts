import http from 'node:http';
import net, { type AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { currentRouteAttribution, IncomingRoutes } from './incoming-routes.ts';

const ROUTES = [
  { methods: ['POST'], path: '/api/chat/**', attribution: { feature: 'chat' } },
  { path: '/admin/*', attribution: { feature: 'admin' } },
  { path: '/**/summary', attribution: { feature: 'summary' } },
];

let faults: unknown[];
let routes: IncomingRoutes;
let server: http.Server;
let port: number;
let handler: http.RequestListener;

const feature = () => currentRouteAttribution()?.feature ?? 'none';
const pause = (milliseconds = 1) => new Promise((resolve) => setTimeout(resolve, milliseconds));

beforeEach(async () => {
  faults = [];
  routes = new IncomingRoutes(ROUTES, (cause) => faults.push(cause));
  routes.enable();
  server = http.createServer((request, response) => handler(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
});

afterEach(async () => {
  routes.disable();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  expect(faults).toEqual([]);
});

/** Writes requests on one connection, each when the answer of the one before is there, or all at once. */
async function converse(requests: readonly string[], pipelined: boolean): Promise<string[]> {
  const socket = net.connect(port, '127.0.0.1');
  let received = '';
  const answers = () => received.match(/(?<=<).*?(?=>)/g) ?? [];
  socket.on('data', (piece: Buffer) => (received += piece.toString()));
  if (pipelined) socket.write(requests.join(''));
  for (const [index, request] of requests.entries()) {
    if (!pipelined) socket.write(request);
    while (answers().length <= index) await pause();
  }
  socket.destroy();
  return answers();
}

const request = (method: string, path: string, body = '') =>
  `${method} ${path} HTTP/1.1\r\nhost: x\r\ncontent-length: ${body.length}\r\n\r\n${body}`;

describe('IncomingRoutes', () => {
  it.each([
    ['POST', '/api/chat', 'chat'],
    ['POST', '/api/chat/a/b', 'chat'],
    ['GET', '/api/chat/a', undefined],
    ['GET', '/admin/users', 'admin'],
    ['GET', '/admin/users/1', undefined],
    ['GET', '/v1/deep/summary', 'summary'],
    ['GET', '/', undefined],
  ])('finds the first route of %s %s', (method, path, expected) => {
    expect(routes.match(method, path)?.feature).toBe(expected);
  });

  it('holds for the handler, what it awaits, and the events of the body and the response', async () => {
    const seen: string[] = [];
    handler = (incoming, response) => {
      seen.push(`handler ${feature()}`);
      incoming.on('data', () => seen.push(`data ${feature()}`));
      incoming.on('end', () => {
        seen.push(`end ${feature()}`);
        void pause().then(() => {
          seen.push(`later ${feature()}`);
          response.once('finish', () => seen.push(`finish ${feature()}`));
          response.end('<ok>');
        });
      });
    };
    await converse([request('POST', '/api/chat/x?key=value', 'hello')], false);
    expect(seen).toEqual(['handler chat', 'data chat', 'end chat', 'later chat', 'finish chat']);
  });

  it.each([
    ['one after the other', false],
    ['pipelined', true],
  ])('keeps the requests of one connection apart: %s', async (_title, pipelined) => {
    handler = (incoming, response) => {
      incoming.resume();
      incoming.on('end', () => {
        const early = feature();
        void pause(5).then(() => response.end(`<${incoming.url} ${early} ${feature()}>`));
      });
    };
    const paths = ['/api/chat/a', '/plain', '/api/chat/b', '/admin/c', '/plain', '/x/summary', '/plain'];
    expect(
      await converse(
        paths.map((path) => request('POST', path, 'body')),
        pipelined,
      ),
    ).toEqual([
      '/api/chat/a chat chat',
      '/plain none none',
      '/api/chat/b chat chat',
      '/admin/c admin admin',
      '/plain none none',
      '/x/summary summary summary',
      '/plain none none',
    ]);
  });

  it('keeps requests apart that are handled at once, work that outlives them included', async () => {
    const outlived: string[] = [];
    handler = (incoming, response) => {
      const expected = incoming.url?.startsWith('/admin') ? 'admin' : 'none';
      response.end('<ok>');
      setTimeout(() => outlived.push(`${expected} ${feature()}`), 20);
    };
    await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        fetch(`http://127.0.0.1:${port}${index % 2 ? '/admin/' : '/other/'}${index}`).then((answer) =>
          answer.text(),
        ),
      ),
    );
    while (outlived.length < 20) await pause();
    expect(outlived.filter((line) => line === 'admin admin')).toHaveLength(10);
    expect(outlived.filter((line) => line === 'none none')).toHaveLength(10);
  });

  it('leaves the code outside of requests alone', async () => {
    handler = (_incoming, response) => response.end('<ok>');
    await converse([request('GET', '/admin/x')], false);
    expect(feature()).toBe('none');
  });

  it('listens only when there are routes, and until it is disabled', async () => {
    routes.disable();
    const none = new IncomingRoutes([], () => undefined);
    none.enable();
    let seen = '';
    handler = (_incoming, response) => {
      seen = feature();
      response.end('<ok>');
    };
    await converse([request('GET', '/admin/x')], false);
    expect(seen).toBe('none');
    none.disable();
  });
});
