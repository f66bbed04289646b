import http from 'node:http';
import { expect, it } from 'vitest';
import { INSTRUMENT } from '../../instrumentation/src/names.ts';
import { waitUntil } from '../monitoring/wait-until.ts';
import { buildInstrumentation, runApp } from '../replay/child.ts';
import { startOtlpReceiver } from '../replay/otlp-receiver.ts';
import { listen } from './hostile-provider.ts';

const JUMPING_CLOCK = new URL('apps/jumping-clock.mjs', import.meta.url);
const CHAT =
  '{"id":"c","model":"gpt-4o-mini-2024-07-18","usage":{"prompt_tokens":100,"completion_tokens":10}}';
const CHAT_NANO_USD = 100 * 150 + 10 * 600;
const CALLS = 6;

it('a clock that jumps: no duration is negative, exports go on, every call is booked once', async () => {
  buildInstrumentation();
  const receiver = await startOtlpReceiver();
  const provider = http.createServer((request, response) => {
    request.resume().once('end', () => setTimeout(() => response.end(CHAT), 20));
  });
  const control = http.createServer((_request, response) => {
    const before = receiver.requests();
    void waitUntil(async () => receiver.requests() >= before + 2, { what: 'two more exports' }).finally(() =>
      response.end(),
    );
  });
  const host = await listen(provider);
  const ended = await runApp(JUMPING_CLOCK, {
    environment: {
      PROVIDER_URL: `http://${host}`,
      CONTROL_URL: `http://${await listen(control)}`,
      OUTLAY_PROVIDER_HOSTS: `openai=${host}`,
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
      OTEL_METRIC_EXPORT_INTERVAL: '30',
    },
  });
  for (const server of [provider, control]) {
    server.closeAllConnections();
    server.close();
  }
  expect(ended).toMatchObject({ code: 0, signal: null, stderr: '' });
  const points = receiver.points();
  const sum = (name: string) =>
    points.filter(({ metric }) => metric === name).reduce((all, { value }) => all + value, 0);
  expect(sum(INSTRUMENT.requestDuration)).toBe(CALLS);
  expect(Math.round(sum(INSTRUMENT.costUsd) * 1e9)).toBe(CALLS * CHAT_NANO_USD);
  const durations = points.filter(({ metric }) => metric === INSTRUMENT.requestDuration);
  // The provider took 20 ms for each; the clock moved by days.
  for (const { sum: seconds = -1, value } of durations) {
    expect(seconds).toBeGreaterThan(0.01 * value);
    expect(seconds).toBeLessThan(60 * value);
  }
  await receiver.close();
});
