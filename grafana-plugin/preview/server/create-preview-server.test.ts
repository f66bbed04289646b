// @vitest-environment node
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createPreviewServer } from './create-preview-server.ts';

const servers: Server[] = [];
let folder: string;

async function listen(server: Server): Promise<string> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function startPreview(
  urls: { prometheusUrl?: string; alertmanagerUrl?: string } = {},
): Promise<string> {
  return listen(
    createPreviewServer({
      pageFolder: join(folder, 'page'),
      pluginFolder: join(folder, 'plugin'),
      prometheusUrl: 'http://127.0.0.1:9',
      alertmanagerUrl: 'http://127.0.0.1:9',
      collectorUrl: 'http://127.0.0.1:9464',
      ...urls,
    }),
  );
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'outlay-preview-'));
  await mkdir(join(folder, 'page'));
  await mkdir(join(folder, 'plugin'));
  await writeFile(join(folder, 'page/index.html'), '<title>preview</title>');
  await writeFile(join(folder, 'plugin/module.js'), 'define([], () => {})');
  await writeFile(join(folder, 'secret.txt'), 'secret');
});

afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
  await rm(folder, { recursive: true });
});

describe('the preview server', () => {
  it('serves the page at its root and the built plugin below /plugin/', async () => {
    const url = await startPreview();

    const page = await fetch(`${url}/?theme=light`);
    expect(page.headers.get('content-type')).toContain('text/html');
    expect(await page.text()).toContain('preview');
    expect(await (await fetch(`${url}/plugin/module.js`)).text()).toContain('define');
    expect((await fetch(`${url}/-/healthy`)).status).toBe(200);
  });

  it('serves nothing outside of its folders', async () => {
    const url = await startPreview();

    for (const path of [
      '/..%2fsecret.txt',
      '/plugin/..%2f..%2fsecret.txt',
      '/%2e%2e/secret.txt',
      '/plugin/',
      '/nothing.js',
      '/%E0%A4%A',
    ]) {
      expect((await fetch(`${url}${path}`)).status, path).toBe(404);
    }
  });

  it('passes queries on to Prometheus and gives its answer back, also a refusal', async () => {
    const asked: string[] = [];
    const prometheus: RequestListener = (request, response) => {
      asked.push(request.url ?? '');
      response
        .writeHead(400, { 'content-type': 'application/json' })
        .end('{"status":"error","error":"parse error"}');
    };
    const url = await startPreview({ prometheusUrl: `${await listen(createServer(prometheus))}/under/` });

    const answer = await fetch(`${url}/prometheus/api/v1/query?query=up%7B%7D`);
    expect(answer.status).toBe(400);
    expect(await answer.json()).toEqual({ status: 'error', error: 'parse error' });
    expect(asked).toEqual(['/under/api/v1/query?query=up%7B%7D']);
  });

  it('says which server does not answer, and where', async () => {
    const gone = createServer();
    const goneUrl = await listen(gone);
    await new Promise((resolve) => gone.close(resolve));
    servers.splice(servers.indexOf(gone), 1);
    const url = await startPreview({ prometheusUrl: goneUrl });

    const answer = await fetch(`${url}/prometheus/api/v1/query?query=up`);
    expect(answer.status).toBe(502);
    expect(await answer.json()).toMatchObject({
      error: `Prometheus can't be reached at ${goneUrl}: ECONNREFUSED`,
    });
  });

  it('passes on no other paths and no other methods', async () => {
    const url = await startPreview();

    expect((await fetch(`${url}/prometheus/api/v1/admin/tsdb/delete_series`)).status).toBe(404);
    expect((await fetch(`${url}/alertmanager/api/v2/silences`)).status).toBe(404);
    expect((await fetch(`${url}/alertmanager/api/v2/alerts`, { method: 'POST' })).status).toBe(405);
  });

  it('tells the page where the other servers are', async () => {
    const url = await startPreview({ prometheusUrl: 'http://127.0.0.1:9090' });

    expect(await (await fetch(`${url}/links.json`)).json()).toEqual({
      prometheus: 'http://127.0.0.1:9090',
      alertmanager: 'http://127.0.0.1:9',
      collector: 'http://127.0.0.1:9464',
    });
  });
});
