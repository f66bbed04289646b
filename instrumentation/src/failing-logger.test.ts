import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { diag, type DiagLogger, DiagLogLevel } from '@opentelemetry/api';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ExportLoop } from './export/export-loop.ts';
import { Metering } from './metering.ts';
import { LivePrices } from './pricing/live-prices.ts';

// What is told of goes to the application's own logger, from callbacks that nobody guards: of a decoder, of a promise. What
// the logger throws there would end the process; Vitest fails when it does.

let server: http.Server;

function fail(): never {
  throw new Error("the logger's own");
}

beforeEach(async () => {
  server = http.createServer((request, response) => {
    request.resume();
    response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' });
    response.end('this is not gzip');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const logger: DiagLogger = { error: fail, warn: fail, info: fail, debug: fail, verbose: fail };
  diag.setLogger(logger, { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true });
});

afterEach(() => {
  diag.disable();
  server.close();
});

it('counts a response that cannot be decoded and prices that cannot be loaded, though the logger throws', async () => {
  const { port } = server.address() as AddressInfo;
  const metering = new Metering([{ provider: 'openai', hostname: '127.0.0.1', port }], undefined, {
    loadPrices: () => Promise.reject(new Error('no prices')),
    onFirstUse: fail,
  });
  metering.enable();
  await new Promise((resolve) => {
    const request = http.request(
      { host: '127.0.0.1', port, method: 'POST', path: '/v1/chat/completions' },
      (response) => response.resume().once('close', resolve),
    );
    request.end('{"model":"gpt-4o"}');
  });
  await expect.poll(() => [...metering.totals.requestDuration].length).toBe(1);
  await metering.settled();
  metering.disable();
  const reasons = Array.from(metering.totals.dropped, ({ attributes }) => attributes['reason']);
  expect(reasons.sort()).toEqual(['catalogue_unavailable', 'internal_error', 'undecodable']);
});

it('refreshes prices and exports without rejecting, though who is told of a failure throws', async () => {
  const prices = new LivePrices({
    location: { kind: 'file', place: '/nowhere/prices.yaml', name: 'prices.yaml' },
    refreshSeconds: 60,
    startedAt: new Date(),
    onProblem: fail,
  });
  await expect(prices.refresh()).resolves.toBeUndefined();
  const loop = new ExportLoop({
    intervalMillis: 1,
    totals: new Metering([], undefined).totals,
    settled: () => Promise.resolve(),
    load: () => Promise.reject(new Error('not installed')),
    onUnavailable: fail,
    changes: () => 1,
  });
  await expect(loop.flush()).resolves.toBeUndefined();
});
