import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { MeterProvider, MetricReader } from '@opentelemetry/sdk-metrics';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseOutlayFile } from './configuration/outlay-file.ts';
import { metered, recordUsage } from './index.ts';
import { Metering } from './metering.ts';
import { loadLivePrices } from './pricing/load-live-prices.ts';

class ManualReader extends MetricReader {
  protected override async onForceFlush(): Promise<void> {}
  protected override async onShutdown(): Promise<void> {}
}

let server: http.Server;
let url: string;
let reader: ManualReader;
let metering: Metering;

beforeEach(async () => {
  server = http.createServer((request, response) => {
    request.resume();
    request.on('end', () => {
      const status = request.url === '/geocode/broken' ? 503 : 200;
      response.writeHead(status, { 'content-type': 'application/json', 'x-credits': '4' });
      response.end(JSON.stringify({ usage: { tiles: [1, 2, 3] } }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  url = `http://127.0.0.1:${port}`;
  const { file, problems } = parseOutlayFile(
    `
services:
  - name: maps
    hosts: ["127.0.0.1:${port}"]
    requests:
      - { method: GET, path: /geocode/**, operation: geocode, price: { usd: 5, per: 1000 } }
      - { path: /tiles, operation: tiles, unit: tiles, count: { response: usage.tiles }, price: { usd: 0.01 } }
      - { path: /route, operation: route, unit: credits, count: { responseHeader: x-credits } }
`,
    'outlay.yaml',
  );
  expect(problems).toEqual([]);
  reader = new ManualReader();
  metering = new Metering([], new MeterProvider({ readers: [reader] }), {
    outlayFile: file,
    loadPrices: () => loadLivePrices({}, file.services, () => undefined),
  });
  metering.enable();
});

afterEach(async () => {
  metering.disable();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

/** Values of counters by name, operation and what tells them apart. */
async function counters(): Promise<Record<string, number>> {
  const { resourceMetrics } = await reader.collect();
  const points: Record<string, number> = {};
  for (const metric of resourceMetrics.scopeMetrics.flatMap(({ metrics }) => metrics)) {
    for (const { attributes, value } of metric.dataPoints) {
      if (typeof value !== 'number') continue;
      const { provider, operation, unit, reason } = attributes;
      const about = [provider, operation, unit ?? reason].filter(Boolean).join(' ');
      points[`${metric.descriptor.name} ${about}`] = value;
    }
  }
  return points;
}

describe('a service of outlay.yaml that is called', () => {
  it('is counted and priced as described, whatever is not described is free, and nothing else is silently so', async () => {
    for (const path of [
      '/geocode/berlin',
      '/geocode/paris/12',
      '/geocode/broken',
      '/tiles',
      '/route',
      '/health',
    ]) {
      await (await fetch(url + path)).text();
    }
    expect(await counters()).toEqual({
      'outlay.usage maps geocode requests': 2,
      'outlay.usage maps tiles tiles': 3,
      'outlay.usage maps route credits': 4,
      'outlay.cost.usd maps geocode': 0.01,
      'outlay.cost.usd maps tiles': 0.03,
      'outlay.unpriced maps route unknown_model': 1,
    });
  });
});

describe('what an application records itself', () => {
  it('is counted and priced as a call is, and stops with the metering', async () => {
    recordUsage({ provider: 'maps', operation: 'tiles', units: { tiles: 2 } });
    recordUsage({ provider: 'scraper', operation: 'crawl', costUsd: 0.5 });
    recordUsage({ provider: 'scraper', operation: 'crawl', units: { pages: -1 } });
    metered(() => undefined, { provider: 'jobs', operation: 'digest' })();
    metering.disable();
    recordUsage({ provider: 'scraper', operation: 'late', costUsd: 1 });
    expect(await counters()).toEqual({
      'outlay.usage maps tiles tiles': 2,
      'outlay.cost.usd maps tiles': 0.02,
      'outlay.cost.usd scraper crawl': 0.5,
      'outlay.unpriced scraper crawl invalid_usage': 1,
    });
  });
});
