import { type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { TestCollector } from '../../collector/src/foreign/testing/collector.ts';
import { findPythonClient } from './python-client.ts';

/** Three calls of 1,000 input and 100 output tokens of gpt-4o. */
const COST_NANO_USD = 3 * 3_500_000;

const ANSWER = JSON.stringify({
  id: 'chatcmpl-1',
  object: 'chat.completion',
  created: 1_790_000_000,
  model: 'gpt-4o-2024-08-06',
  choices: [
    {
      index: 0,
      finish_reason: 'stop',
      message: { role: 'assistant', content: 'PLANTED-SECRET completion' },
    },
  ],
  usage: { prompt_tokens: 1000, completion_tokens: 100, total_tokens: 1100 },
});

const client = findPythonClient();
if ('missing' in client) console.warn(`skipped: foreign telemetry of a Python client: ${client.missing}`);

describe.skipIf('missing' in client)("a Python service with OpenTelemetry's OpenAI instrumentation", () => {
  let provider: Server;
  let collector: TestCollector;
  let endpoint: string;

  beforeAll(async () => {
    provider = createServer((request, response) => {
      request.resume().once('end', () => {
        response.writeHead(200, { 'content-type': 'application/json' }).end(ANSWER);
      });
    });
    await new Promise<void>((resolve) => provider.listen(0, '127.0.0.1', resolve));
  });
  afterAll(() => {
    provider.close();
  });
  beforeEach(async () => {
    collector = new TestCollector();
    collector.now = new Date(Date.now() + 1000);
    endpoint = await collector.app.receiver.listen({ host: '127.0.0.1', port: 0 });
  });
  afterEach(() => collector.close());

  const run = async (signals: string, flush: string) => {
    if ('missing' in client) return;
    const { port } = provider.address() as AddressInfo;
    await client.run({
      PROVIDER: `http://127.0.0.1:${port}/v1`,
      OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
      OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT: 'true',
      SERVICE: 'python-shop',
      SIGNALS: signals,
      FLUSH: flush,
    });
  };

  it.each([
    ['metrics alone', 'metrics', 'metrics', 'totals'],
    ['spans alone', 'traces', 'traces', 'exact'],
    ['spans, then metrics', 'traces,metrics', 'traces,metrics', 'exact'],
    ['metrics, then spans', 'traces,metrics', 'metrics,traces', 'totals'],
  ])('is priced once by %s', async (_, signals, flush, pricing) => {
    await run(signals, flush);
    expect(collector.totals('outlay.cost.usd')).toEqual({ [pricing]: COST_NANO_USD });
    expect(collector.totals('outlay.usage', 'unit')).toEqual({ input_tokens: 3000e6, output_tokens: 300e6 });
    expect(collector.totals('outlay.usage', 'provider')).toEqual({ openai: 3300e6 });
    expect(await collector.metric('outlay_request_duration_seconds_count', 'job="python-shop"')).toBe(3);
    const { body } = await collector.app.api.inject({ method: 'GET', url: '/metrics' });
    expect([body, ...collector.logged].join('\n')).not.toContain('PLANTED-SECRET');
  });
});
