import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { MeterProvider, MetricReader } from '@opentelemetry/sdk-metrics';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Metering } from './metering.ts';

class ManualReader extends MetricReader {
  protected override async onForceFlush(): Promise<void> {}
  protected override async onShutdown(): Promise<void> {}
}

const MODEL = 'gpt-4o-mini-2024-07-18';

function line(id: string): string {
  const body = { model: MODEL, usage: { prompt_tokens: 1000, completion_tokens: 100 } };
  return `${JSON.stringify({ id, response: { status_code: 200, body } })}\n`;
}

/** Half of $0.15 and $0.60 for a million. */
const NANO_USD_PER_LINE = (1000 * 150 + 100 * 600) / 2;
const FILE = ['line-1', 'line-2', 'line-3'].map(line).join('');
const BATCH = {
  id: 'batch_1',
  status: 'completed',
  output_file_id: 'file-1',
  request_counts: { completed: 3 },
};
const SUM = { model: MODEL, usage: { input_tokens: 3000, output_tokens: 300 } };

let batch: object;
let cutAt: number | undefined;
let server: http.Server;
let reader: ManualReader;
let metering: Metering;
let url: string;

beforeEach(async () => {
  batch = BATCH;
  cutAt = undefined;
  server = http.createServer((request, response) => {
    if (request.url === '/v1/batches/batch_1') {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify(batch));
      return;
    }
    response.writeHead(200, { 'content-type': 'application/octet-stream', 'content-length': FILE.length });
    response.write(FILE.slice(0, cutAt), () => {
      if (cutAt === undefined) response.end();
      else response.destroy();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  url = `http://127.0.0.1:${port}`;
  reader = new ManualReader();
  metering = new Metering(
    [{ provider: 'openai', hostname: '127.0.0.1', port }],
    new MeterProvider({ readers: [reader] }),
  );
  metering.enable();
});

afterEach(async () => {
  metering.disable();
  await reader.shutdown();
  await new Promise((resolve) => server.close(resolve));
});

const poll = () => fetch(`${url}/v1/batches/batch_1`).then((response) => response.json());
const download = () => fetch(`${url}/v1/files/file-1/content`).then((response) => response.text());

/** Nano-USD that were booked once `count` requests are recorded. */
async function costAfter(count: number): Promise<number> {
  for (;;) {
    await metering.settled();
    const { resourceMetrics } = await reader.collect();
    let calls = 0;
    let usd = 0;
    for (const { descriptor, dataPoints } of resourceMetrics.scopeMetrics.flatMap((scope) => scope.metrics)) {
      for (const { value } of dataPoints) {
        if (descriptor.name === 'outlay.cost.usd' && typeof value === 'number') usd += value;
        if (descriptor.name === 'outlay.request.duration' && typeof value !== 'number') calls += value.count;
      }
    }
    if (calls >= count) return Math.round(usd * 1e9);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

describe('a finished batch is booked once', () => {
  it('when its results are downloaded, however often', async () => {
    await poll();
    await download();
    await download();
    expect(await costAfter(3)).toBe(3 * NANO_USD_PER_LINE);
  });

  it('when it states the usage of all, however often it is looked at and downloaded', async () => {
    batch = { ...BATCH, ...SUM };
    await poll();
    await poll();
    await download();
    expect(await costAfter(3)).toBe(3 * NANO_USD_PER_LINE);
  });

  it('when it is looked at after the download', async () => {
    batch = { ...BATCH, ...SUM };
    await download();
    await poll();
    expect(await costAfter(2)).toBe(3 * NANO_USD_PER_LINE);
  });

  it('when the download broke off and was tried again', async () => {
    cutAt = line('line-1').length + 10;
    await expect(download()).rejects.toThrow();
    expect(await costAfter(1)).toBe(NANO_USD_PER_LINE);
    cutAt = undefined;
    await download();
    await download();
    expect(await costAfter(3)).toBe(3 * NANO_USD_PER_LINE);
  });
});
