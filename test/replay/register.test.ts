import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { buildInstrumentation, REGISTER, runApp, startApp } from './child.ts';
import { type OtlpReceiver, startOtlpReceiver } from './otlp-receiver.ts';

const CHAT = {
  id: 'c',
  model: 'gpt-4o-mini-2024-07-18',
  usage: { prompt_tokens: 100, completion_tokens: 10 },
};
const CHAT_NANO_USD = 100 * 150 + 10 * 600;
const START = {
  type: 'message_start',
  message: { id: 'm', model: 'claude-sonnet-4-5-20250929', usage: { input_tokens: 25, output_tokens: 1 } },
};
const START_NANO_USD = 25 * 3_000 + 15_000;

let provider: http.Server;
let providerPort: number;
let receiver: OtlpReceiver;

function listen(server: http.Server): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}

beforeAll(async () => {
  buildInstrumentation();
  provider = http.createServer((request, response) => {
    if (request.url === '/v1/messages') {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(`data: ${JSON.stringify(START)}\n\n`);
    } else {
      request.resume().once('end', () => response.end(JSON.stringify(CHAT)));
    }
  });
  providerPort = await listen(provider);
});

afterAll(async () => {
  provider.closeAllConnections();
  await new Promise((resolve) => provider.close(resolve));
});

beforeEach(async () => {
  receiver = await startOtlpReceiver();
});

afterEach(async () => {
  await receiver.close();
});

function environment(more: Record<string, string> = {}): Record<string, string> {
  return {
    PROVIDER_URL: `http://127.0.0.1:${providerPort}`,
    OUTLAY_PROVIDER_HOSTS: `openai=127.0.0.1:${providerPort}`,
    OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
    OTEL_SERVICE_NAME: 'checkout',
    ...more,
  };
}

const anthropicHost = () => ({ OUTLAY_PROVIDER_HOSTS: `anthropic=127.0.0.1:${providerPort}` });

function costs(): number[] {
  return receiver
    .points()
    .filter(({ metric }) => metric === 'outlay.cost.usd')
    .map(({ value }) => Math.round(value * 1e9));
}

describe('the register hook', () => {
  it('exports what an ECMAScript module called, and lets it end with its own exit code', async () => {
    const ended = await runApp('one-call.mjs', { environment: environment(), arguments: ['exit-code'] });
    expect(ended).toMatchObject({ code: 3, signal: null, stderr: '' });
    expect(costs()).toEqual([CHAT_NANO_USD]);
  });

  it('exports what a CommonJS module called, with its attribution', async () => {
    const ended = await runApp('one-call.cjs', { environment: environment() });
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    expect(costs()).toEqual([CHAT_NANO_USD]);
    expect(receiver.points().find(({ metric }) => metric === 'outlay.cost.usd')?.attributes['feature']).toBe(
      'commonjs',
    );
  });

  it('tells who it is: the service, its attributes and a fresh instance id', async () => {
    const more = { OTEL_RESOURCE_ATTRIBUTES: 'service.namespace=shop,deployment.environment.name=test' };
    await runApp('one-call.mjs', { environment: environment(more) });
    await runApp('one-call.mjs', { environment: environment(more) });
    const resources = receiver.points().map(({ resource }) => resource);
    expect(resources[0]).toMatchObject({
      'service.name': 'checkout',
      'service.namespace': 'shop',
      'deployment.environment.name': 'test',
    });
    expect(new Set(resources.map((resource) => resource['service.instance.id'])).size).toBe(2);
  });

  it('exports again and again while the application runs, in the interval that was set', async () => {
    const app = startApp('one-call.mjs', {
      environment: environment({ OTEL_METRIC_EXPORT_INTERVAL: '50' }),
      arguments: ['wait'],
    });
    await app.printed('ready');
    while (receiver.requests() < 3) await new Promise((resolve) => setTimeout(resolve, 20));
    expect(costs()).toEqual([CHAT_NANO_USD]);
    app.process.kill('SIGKILL');
    await app.ended;
  });

  it.each(['SIGTERM', 'SIGINT'] as const)('flushes on %s and lets the process die by it', async (signal) => {
    const app = startApp('one-call.mjs', { environment: environment(), arguments: ['wait'] });
    await app.printed('ready');
    app.process.kill(signal);
    expect(await app.ended).toMatchObject({ code: null, signal });
    expect(costs()).toEqual([CHAT_NANO_USD]);
  });

  it('closes the books of an open stream on SIGTERM', async () => {
    const app = startApp('open-stream.mjs', { environment: environment(anthropicHost()) });
    await app.printed('ready');
    app.process.kill('SIGTERM');
    expect(await app.ended).toMatchObject({ signal: 'SIGTERM' });
    expect(costs()).toEqual([START_NANO_USD]);
    expect(receiver.points().find(({ metric }) => metric === 'outlay.cost.usd')?.attributes['pricing']).toBe(
      'partial',
    );
  });

  it('leaves the end to an application that handles SIGTERM itself', async () => {
    const app = startApp('one-call.mjs', { environment: environment(), arguments: ['own-handler'] });
    await app.printed('ready');
    app.process.kill('SIGTERM');
    const ended = await app.ended;
    expect(ended).toMatchObject({ code: 7, signal: null });
    expect(ended.stdout).toContain('handled');
    expect(costs()).toEqual([CHAT_NANO_USD]);
  });

  it('does not change how an application fails', async () => {
    const ended = await runApp('one-call.mjs', { environment: environment(), arguments: ['throw'] });
    expect(ended.code).toBe(1);
    expect(ended.stderr).toContain('the application fails');
  });

  it('lets the application end when the collector takes the connection and never answers', async () => {
    const silent = http.createServer(() => undefined);
    const port = await listen(silent);
    const more = { OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}` };
    // Exports are under way when the application has nothing more to do.
    const ended = await runApp('one-call.mjs', {
      environment: environment({ ...more, OTEL_METRIC_EXPORT_INTERVAL: '20' }),
    });
    expect(ended).toMatchObject({ code: 0, signal: null });
    silent.closeAllConnections();
    silent.close();
  });

  it('says once that the collector cannot be reached, and no more', async () => {
    const closed = http.createServer();
    const port = await listen(closed);
    await new Promise((resolve) => closed.close(resolve));
    const app = startApp('one-call.mjs', {
      environment: environment({
        OTEL_EXPORTER_OTLP_ENDPOINT: `http://user:SECRET@127.0.0.1:${port}`,
        OTEL_METRIC_EXPORT_INTERVAL: '50',
      }),
      arguments: ['wait'],
    });
    await app.printed('ready');
    await new Promise((resolve) => setTimeout(resolve, 500));
    app.process.kill('SIGTERM');
    const { stderr, signal } = await app.ended;
    expect(signal).toBe('SIGTERM');
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(stderr).toContain(`The export to http://127.0.0.1:${port}/v1/metrics failed (ECONNREFUSED)`);
    expect(stderr).not.toContain('SECRET');
  });

  it('names what is wrong in OUTLAY_PROVIDER_HOSTS once and meters the rest', async () => {
    const more = { OUTLAY_PROVIDER_HOSTS: `nobody, opnai=x, openai=127.0.0.1:${providerPort}` };
    const { stderr, code } = await runApp('one-call.mjs', { environment: environment(more) });
    expect(code).toBe(0);
    expect(stderr).toBe(
      'outlay: OUTLAY_PROVIDER_HOSTS: "nobody" names no provider. Write provider=host or provider=host:port.\n' +
        'outlay: OUTLAY_PROVIDER_HOSTS: "opnai" is metered as a new provider that speaks OpenAI\'s wire. ' +
        'Did you mean "openai"? Then write that.\n',
    );
    expect(costs()).toEqual([CHAT_NANO_USD]);
  });

  it('never meters its own exports, even when the collector is also a provider host', async () => {
    const more = { OUTLAY_PROVIDER_HOSTS: 'openai=127.0.0.1', OTEL_METRIC_EXPORT_INTERVAL: '50' };
    const app = startApp('one-call.mjs', { environment: environment(more), arguments: ['wait'] });
    await app.printed('ready');
    while (receiver.requests() < 5) await new Promise((resolve) => setTimeout(resolve, 20));
    app.process.kill('SIGTERM');
    await app.ended;
    const requests = receiver.points().filter(({ metric }) => metric === 'outlay.request.duration');
    expect(requests.map(({ value }) => value)).toEqual([1]);
  });

  it('does nothing when OpenTelemetry is turned off', async () => {
    const ended = await runApp('one-call.mjs', { environment: environment({ OTEL_SDK_DISABLED: 'true' }) });
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    expect(receiver.requests()).toBe(0);
  });

  it('counts nothing twice when it is loaded twice, and says who meters', async () => {
    // A query makes it another module, as a second installed copy would be.
    const second = new URL('../../instrumentation/dist/register.js?second', import.meta.url).href;
    const ended = await runApp('one-call.mjs', { environment: environment(), imports: [REGISTER, second] });
    expect(ended.stderr).toBe(
      'outlay: Metering is on already (by the register hook); this hook stays passive, so nothing counts twice.\n',
    );
    expect(costs()).toEqual([CHAT_NANO_USD]);
  });
});

describe('OutlayInstrumentation', () => {
  const ownSdk = {
    OTEL_METRICS_EXPORTER: 'otlp',
    OTEL_TRACES_EXPORTER: 'none',
    OTEL_LOGS_EXPORTER: 'none',
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
  };

  it("uses the meter provider of the application's own SDK", async () => {
    const ended = await runApp('own-sdk.mjs', { environment: environment(ownSdk), imports: [] });
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    expect(ended.stdout).not.toContain('Metering is on already');
    expect(costs()).toEqual([CHAT_NANO_USD]);
    expect(receiver.points()[0]?.resource['service.name']).toBe('checkout');
  });

  it('stays passive beside the register hook and says so', async () => {
    const ended = await runApp('own-sdk.mjs', { environment: environment(ownSdk) });
    expect(ended.stdout).toContain('Metering is on already (by the register hook); this one stays passive');
    expect(costs()).toEqual([CHAT_NANO_USD]);
  });
});
