import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { withRequestDeadline } from './request-deadline.ts';

const servers: http.Server[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

async function serve(listener: http.RequestListener): Promise<string> {
  const server = http.createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function get(url: string): Promise<string> {
  // A request that is made later belongs to the action too.
  await new Promise((resolve) => setImmediate(resolve));
  return new Promise((resolve, reject) => {
    http
      .get(url, (response) => {
        response.resume().once('end', () => resolve('complete'));
        response.once('error', reject);
      })
      .once('error', reject);
  });
}

it('ends a request whose answer never ends, although bytes keep coming', async () => {
  const url = await serve((_request, response) => {
    response.writeHead(200);
    const timer = setInterval(() => response.write(' '), 5);
    response.once('close', () => clearInterval(timer));
  });
  await expect(withRequestDeadline(50, () => get(url))).rejects.toThrow();
});

it('ends a request that is never answered', async () => {
  const url = await serve(() => undefined);
  await expect(withRequestDeadline(50, () => get(url))).rejects.toMatchObject({ code: 'ETIMEDOUT' });
});

it('leaves alone what is in time, and requests of others', async () => {
  const url = await serve((request, response) => {
    if (request.url === '/late') setTimeout(() => response.end(), 120);
    else response.end();
  });
  const other = get(`${url}/late`);
  expect(await withRequestDeadline(10_000, () => get(url))).toBe('complete');
  await expect(withRequestDeadline(20, () => get(`${url}/late`))).rejects.toThrow();
  expect(await other).toBe('complete');
});
