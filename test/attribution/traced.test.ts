import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { buildInstrumentation, runApp } from '../replay/child.ts';

let server: http.Server;
let port: number;
const exports: string[] = [];

beforeAll(async () => {
  buildInstrumentation();
  // The provider and the collector in one.
  server = http.createServer((request, response) => {
    let body = '';
    request.on('data', (piece: Buffer) => (body += piece.toString()));
    request.on('end', () => {
      response.writeHead(200, { 'content-type': 'application/json' });
      if (request.url === '/v1/metrics') {
        exports.push(body);
        response.end('{}');
      } else {
        const usage = { prompt_tokens: 1, completion_tokens: 1 };
        response.end(JSON.stringify({ model: 'gpt-4o-mini-2024-07-18', usage }));
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
});

afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

it("puts a span into the application's own trace, and names it in the exemplars of the durations", async () => {
  const ended = await runApp(new URL('apps/traced.mjs', import.meta.url), {
    environment: {
      PROVIDER_URL: `http://127.0.0.1:${port}`,
      OUTLAY_PROVIDER_HOSTS: `openai=127.0.0.1:${port}`,
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`,
    },
  });
  expect(ended).toMatchObject({ code: 0, stderr: '' });
  const spans = ended.stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { name: string; traceId: string; spanId: string; parent?: string });
  const call = spans.find(({ name }) => name === 'chat gpt-4o-mini');
  expect(call?.parent).toBe(spans.find(({ name }) => name === 'handle')?.spanId);
  const exemplars = exports.join('').match(/"exemplars":\[\{[^\]]*\]/g) ?? [];
  // Duration of the request and of the operation, input and output tokens.
  expect(exemplars).toHaveLength(4);
  for (const exemplar of exemplars) {
    expect(exemplar).toContain(`"traceId":"${call?.traceId}"`);
    expect(exemplar).toContain(`"spanId":"${call?.spanId}"`);
  }
});
