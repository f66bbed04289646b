import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { context, metrics, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import {
  AlwaysOffSampler,
  InMemorySpanExporter,
  type ReadableSpan,
  SimpleSpanProcessor,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Metering } from '../metering.ts';

type Handler = (request: http.IncomingMessage, response: http.ServerResponse) => void;

const CHAT = {
  id: 'c',
  model: 'gpt-4o-2024-08-06',
  choices: [{ message: { content: 'SECRET-ANSWER' } }],
  usage: {
    prompt_tokens: 1000,
    completion_tokens: 100,
    prompt_tokens_details: { cached_tokens: 600 },
    completion_tokens_details: { reasoning_tokens: 20 },
  },
};

let server: http.Server;
let handler: Handler;
let port: number;
let metering: Metering;
let exporter: InMemorySpanExporter;
let provider: TracerProvider;

function json(response: http.ServerResponse, body: unknown, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}

function start(options: { spans?: boolean } = {}): void {
  const hosts = [{ provider: 'openai', hostname: '127.0.0.1', port }];
  metering = new Metering(hosts, metrics.getMeterProvider(), options);
  metering.enable();
}

async function chat(headers: Record<string, string> = {}, path = '/v1/chat/completions'): Promise<void> {
  const body = JSON.stringify({
    model: 'gpt-4o',
    stream: true,
    messages: [{ role: 'user', content: 'SECRET-PROMPT' }],
  });
  const answer = await fetch(`http://127.0.0.1:${port}${path}?key=SECRET`, { method: 'POST', body, headers });
  await answer.text().catch(() => undefined);
}

async function spans(count: number): Promise<ReadableSpan[]> {
  while (exporter.getFinishedSpans().length < count) await new Promise((resolve) => setTimeout(resolve, 2));
  return exporter.getFinishedSpans();
}

beforeEach(async () => {
  handler = (_request, response) => json(response, CHAT);
  server = http.createServer((request, response) => {
    request.resume().once('end', () => handler(request, response));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
  exporter = new InMemorySpanExporter();
  provider = new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] });
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
});

afterEach(async () => {
  metering.disable();
  trace.disable();
  context.disable();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

describe('Spans of calls to models', () => {
  it('tell the call as the GenAI conventions say, and what it cost', async () => {
    trace.setGlobalTracerProvider(provider);
    start();
    await chat();
    const [span] = await spans(1);
    expect(span).toMatchObject({
      name: 'chat gpt-4o',
      kind: SpanKind.CLIENT,
      status: { code: SpanStatusCode.UNSET },
      attributes: {
        'gen_ai.operation.name': 'chat',
        'gen_ai.provider.name': 'openai',
        'gen_ai.request.model': 'gpt-4o',
        'gen_ai.response.model': 'gpt-4o-2024-08-06',
        'gen_ai.usage.input_tokens': 1000,
        'gen_ai.usage.output_tokens': 100,
        'gen_ai.usage.cache_read.input_tokens': 600,
        'gen_ai.usage.reasoning.output_tokens': 20,
        'server.address': '127.0.0.1',
        'server.port': port,
        'http.response.status_code': 200,
        'outlay.cost.usd': 0.00275,
        'outlay.pricing': 'exact',
      },
    });
    expect(span?.instrumentationScope.name).toBe('@outlay/instrumentation');
    expect(JSON.stringify([span?.attributes, span?.events, span?.name])).not.toContain('SECRET');
  });

  it('are children of what runs, and last as long as the call', async () => {
    trace.setGlobalTracerProvider(provider);
    start();
    handler = (_request, response) => void setTimeout(() => json(response, CHAT), 50);
    const parent = provider.getTracer('application').startSpan('handle');
    await context.with(trace.setSpan(context.active(), parent), chat);
    await chat();
    parent.end();
    const [inner, outer] = await spans(3);
    expect(inner?.parentSpanContext?.spanId).toBe(parent.spanContext().spanId);
    expect(inner?.spanContext().traceId).toBe(parent.spanContext().traceId);
    expect(outer?.parentSpanContext).toBeUndefined();
    // The first one waits for the prices, and ends when the call did all the same.
    expect(inner?.duration[1]).toBeGreaterThan(45e6);
  });

  it('tell errors, and which repetition an attempt is', async () => {
    trace.setGlobalTracerProvider(provider);
    start();
    handler = (_request, response) => json(response, { error: {} }, 429);
    await chat({ 'x-stainless-retry-count': '2' });
    handler = (request) => request.socket.destroy();
    await chat().catch(() => undefined);
    const [refused, cut] = await spans(2);
    expect(refused).toMatchObject({
      name: 'chat gpt-4o',
      status: { code: SpanStatusCode.ERROR },
      attributes: {
        'error.type': '429',
        'http.response.status_code': 429,
        'http.request.resend_count': 2,
      },
    });
    expect(refused?.attributes).not.toHaveProperty('outlay.cost.usd');
    expect(cut?.status.code).toBe(SpanStatusCode.ERROR);
    expect(cut?.attributes['error.type']).toBeTypeOf('string');
    expect(cut?.attributes).not.toHaveProperty('http.response.status_code');
  });

  it('tell a usage that was estimated', async () => {
    trace.setGlobalTracerProvider(provider);
    start();
    handler = (_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      const choices = [{ index: 0, delta: { content: 'Hello!' } }];
      response.end(`data: ${JSON.stringify({ model: 'gpt-4o', choices })}\n\ndata: [DONE]\n\n`);
    };
    await chat();
    const [span] = await spans(1);
    expect(span?.attributes).toMatchObject({
      'gen_ai.usage.output_tokens': 2,
      'outlay.pricing': 'estimated',
    });
  });

  it('are made of calls to models alone', async () => {
    trace.setGlobalTracerProvider(provider);
    start();
    await chat({}, '/v1/moderations');
    await chat();
    expect(await spans(1)).toHaveLength(1);
  });

  it('are made with the tracer that the instrumentation is given', async () => {
    start();
    metering.useTracerProvider(provider);
    await chat();
    expect(await spans(1)).toHaveLength(1);
  });

  it('begin with a tracer that is set up after the instrumentation', async () => {
    start();
    metering.useTracerProvider(trace.getTracerProvider());
    await chat();
    trace.setGlobalTracerProvider(provider);
    await chat();
    expect(await spans(1)).toHaveLength(1);
  });

  it('are not made when they are off, or when the sampler does not want them', async () => {
    trace.setGlobalTracerProvider(provider);
    start({ spans: false });
    await chat();
    metering.disable();
    trace.disable();
    trace.setGlobalTracerProvider(
      new TracerProvider({
        sampler: new AlwaysOffSampler(),
        spanProcessors: [new SimpleSpanProcessor({ exporter })],
      }),
    );
    start();
    await chat();
    await metering.settled();
    expect(exporter.getFinishedSpans()).toEqual([]);
  });

  it('leave the caller and the books alone when the tracer fails', async () => {
    const broken = {
      getTracer: () => ({
        startSpan: () => {
          throw new Error('theirs');
        },
        startActiveSpan: () => undefined,
      }),
    };
    start();
    metering.useTracerProvider(broken as unknown as TracerProvider);
    await chat();
    while (metering.changes < 3) await new Promise((resolve) => setTimeout(resolve, 2));
    expect([...metering.totals.costNanoUsd].map(({ value }) => value)).toEqual([2_750_000]);
    expect([...metering.totals.dropped].map(({ attributes }) => attributes['reason'])).toEqual([
      'internal_error',
    ]);
  });

  it('give their context to histograms, for exemplars', async () => {
    trace.setGlobalTracerProvider(provider);
    start();
    const contexts: (string | undefined)[] = [];
    metering.totals.requestDuration.instrument = {
      record: (_value, _attributes, of) => contexts.push(of && trace.getSpan(of)?.spanContext().spanId),
    };
    await chat();
    const [span] = await spans(1);
    expect(contexts).toEqual([span?.spanContext().spanId]);
  });
});
