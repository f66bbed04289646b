import http from 'node:http';
import type { AddressInfo } from 'node:net';
import zlib from 'node:zlib';
import { diag, type DiagLogger, DiagLogLevel, metrics } from '@opentelemetry/api';
import { MeterProvider, MetricReader } from '@opentelemetry/sdk-metrics';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { withAttribution } from './attribution/attribution.ts';
import { Metering } from './metering.ts';

class ManualReader extends MetricReader {
  protected override async onForceFlush(): Promise<void> {}
  protected override async onShutdown(): Promise<void> {}
}

type Handler = (request: http.IncomingMessage, response: http.ServerResponse, body: string) => void;

const CHAT = {
  id: 'c-1',
  model: 'gpt-4o-2024-08-06',
  choices: [{ message: { content: 'ein Glück 日本語' } }],
  usage: { prompt_tokens: 1000, completion_tokens: 100, prompt_tokens_details: { cached_tokens: 600 } },
};
const CHAT_COST = (400 * 2_500 + 600 * 1_250 + 100 * 10_000) / 1e9;
const START = {
  type: 'message_start',
  message: { id: 'm', model: 'claude-sonnet-4-5-20250929', usage: { input_tokens: 25, output_tokens: 1 } },
};

/** What the API gives out before an SDK is there. */
const NOOP = metrics.getMeterProvider();

let server: http.Server;
let handler: Handler;
let url: string;
let reader: ManualReader;
let metering: Metering;
let warnings: string[];

function json(response: http.ServerResponse, body: unknown, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}

function stream(response: http.ServerResponse, ...events: unknown[]): void {
  if (!response.headersSent) response.writeHead(200, { 'content-type': 'text/event-stream' });
  for (const event of events) response.write(`data: ${JSON.stringify(event)}\n\n`);
}

const ENCODINGS = ['gzip', 'deflate', 'br', 'zstd'] as const;

function compress(encoding: (typeof ENCODINGS)[number], text: string): Buffer {
  switch (encoding) {
    case 'gzip':
      return zlib.gzipSync(text);
    case 'deflate':
      return zlib.deflateSync(text);
    case 'br':
      return zlib.brotliCompressSync(text);
    case 'zstd':
      return zlib.zstdCompressSync(text);
  }
}

/** Values by instrument and attributes, `outlay.usage{provider=openai,...}`; histograms by their count. */
async function collect(): Promise<Record<string, number>> {
  const { resourceMetrics } = await reader.collect();
  const points: Record<string, number> = {};
  for (const metric of resourceMetrics.scopeMetrics.flatMap(({ metrics }) => metrics)) {
    for (const { attributes, value } of metric.dataPoints) {
      const labels = Object.entries(attributes).map(([key, label]) => `${key}=${String(label)}`);
      points[`${metric.descriptor.name}{${labels.sort().join(',')}}`] =
        typeof value === 'number' ? value : (value as { count: number }).count;
    }
  }
  return points;
}

function only(points: Record<string, number>, instrument: string): Record<string, number> {
  return Object.fromEntries(Object.entries(points).filter(([name]) => name.startsWith(`${instrument}{`)));
}

/** Waits until `count` requests are recorded: a socket's end reaches us after the caller's own error. */
async function requests(count: number): Promise<Record<string, number>> {
  for (;;) {
    const points = await collect();
    const seen = Object.values(only(points, 'outlay.request.duration')).reduce(
      (sum, value) => sum + value,
      0,
    );
    if (seen >= count) return points;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

function postWithHttp(path: string, body: string, options: http.RequestOptions = {}): Promise<string> {
  return new Promise((resolve, reject) => {
    const request = http.request(`${url}${path}`, { method: 'POST', ...options }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (piece: string) => (text += piece));
      response.on('end', () => resolve(text));
      response.on('error', reject);
    });
    request.on('error', reject);
    for (const piece of body) request.write(piece);
    request.end();
  });
}

beforeEach(async () => {
  server = http.createServer((request, response) => {
    let body = '';
    request.on('data', (piece: Buffer) => (body += piece.toString()));
    request.on('end', () => handler(request, response, body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  url = `http://127.0.0.1:${port}`;
  warnings = [];
  const logger = { warn: (...parts: unknown[]) => warnings.push(parts.join(' ')) } as unknown as DiagLogger;
  diag.setLogger(logger, { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true });
  reader = new ManualReader();
  const hosts = [
    { provider: 'openai', hostname: '127.0.0.1', port },
    { provider: 'anthropic', hostname: 'localhost', port },
  ];
  metering = new Metering(hosts, new MeterProvider({ readers: [reader] }));
  metering.enable();
});

afterEach(async () => {
  metering.disable();
  diag.disable();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

describe('Metering', () => {
  const chat = { method: 'POST', body: JSON.stringify({ messages: ['日本語'], model: 'gpt-4o' }) };

  it('books a call through fetch and gives the caller every byte', async () => {
    handler = (_request, response) => json(response, CHAT);
    const answer = await fetch(`${url}/v1/chat/completions?key=hidden`, chat);
    expect(await answer.json()).toEqual(CHAT);
    const labels = 'model=gpt-4o-2024-08-06,operation=chat';
    const genAi =
      'gen_ai.operation.name=chat,gen_ai.provider.name=openai,gen_ai.request.model=gpt-4o,' +
      `gen_ai.response.model=gpt-4o-2024-08-06`;
    const at = `server.address=127.0.0.1,server.port=${new URL(url).port}`;
    expect(await requests(1)).toEqual({
      [`outlay.cost.usd{${labels},pricing=exact,provider=openai}`]: CHAT_COST,
      [`outlay.usage{${labels},provider=openai,unit=input_tokens}`]: 1000,
      [`outlay.usage{${labels},provider=openai,unit=output_tokens}`]: 100,
      [`outlay.usage{${labels},provider=openai,unit=cache_read_tokens}`]: 600,
      [`outlay.request.duration{http.response.status_code=200,${labels},provider=openai}`]: 1,
      [`gen_ai.client.token.usage{${genAi},gen_ai.token.type=input,${at}}`]: 1,
      [`gen_ai.client.token.usage{${genAi},gen_ai.token.type=output,${at}}`]: 1,
      [`gen_ai.client.operation.duration{${genAi},${at}}`]: 1,
    });
  });

  it.each(ENCODINGS)('reads %s through fetch and node:http, byte by byte', async (encoding) => {
    const bytes = compress(encoding, JSON.stringify(CHAT));
    handler = (_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': encoding });
      for (const byte of bytes) response.write(Buffer.of(byte));
      response.end();
    };
    expect(await (await fetch(`${url}/v1/chat/completions`, chat)).json()).toEqual(CHAT);
    await postWithHttp('/v1/chat/completions', chat.body);
    const points = await requests(2);
    expect(Object.values(only(points, 'outlay.cost.usd'))).toEqual([(CHAT_COST * 1e9 * 2) / 1e9]);
  });

  it('books a call through node:http whose body is written in pieces', async () => {
    handler = (_request, response, body) => json(response, { ...CHAT, model: undefined, echo: body });
    const text = await postWithHttp('/v1/chat/completions', chat.body);
    expect((JSON.parse(text) as { echo: string }).echo).toBe(chat.body);
    expect(only(await requests(1), 'outlay.usage')).toMatchObject({
      'outlay.usage{model=gpt-4o,operation=chat,provider=openai,unit=input_tokens}': 1000,
    });
  });

  it('does not consume a response that the caller of node:http pauses', async () => {
    handler = (_request, response) => json(response, { ...CHAT, filler: 'x'.repeat(500_000) });
    const received = await new Promise<number>((resolve, reject) => {
      const request = http.request(`${url}/v1/chat/completions`, { method: 'POST' }, (response) => {
        let bytes = 0;
        response.pause();
        setImmediate(() => {
          response.on('data', (piece: Buffer) => (bytes += piece.length));
          response.on('end', () => resolve(bytes));
          response.resume();
        });
      });
      request.on('error', reject);
      request.end(chat.body);
    });
    expect(received).toBe(Buffer.byteLength(JSON.stringify({ ...CHAT, filler: 'x'.repeat(500_000) })));
    expect(Object.values(only(await requests(1), 'outlay.cost.usd'))).toEqual([CHAT_COST]);
  });

  it('leaves requests to other hosts alone', async () => {
    const other = http.createServer((_request, response) => json(response, CHAT));
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as AddressInfo;
    await (await fetch(`http://127.0.0.1:${port}/v1/chat/completions`, chat)).json();
    other.close();
    expect(await collect()).toEqual({});
  });

  it('counts a refused request as a request with its status, without usage', async () => {
    handler = (_request, response) =>
      json(response, { error: { message: 'no', usage: { prompt_tokens: 5 } } }, 429);
    await (await fetch(`${url}/v1/chat/completions`, chat)).json();
    expect(only(await requests(1), 'outlay')).toEqual({});
    expect(Object.keys(await collect())).toContain(
      'outlay.request.duration{error.type=429,http.response.status_code=429,model=gpt-4o,operation=chat,provider=openai}',
    );
    expect(only(await collect(), 'outlay.unpriced')).toEqual({});
  });

  it('counts every attempt of a retried call, and charges the one that answered', async () => {
    let attempts = 0;
    handler = (_request, response) => (++attempts < 3 ? json(response, {}, 503) : json(response, CHAT));
    for (let status = 0; status !== 200;) status = (await fetch(`${url}/v1/chat/completions`, chat)).status;
    const points = await requests(3);
    expect(Object.values(only(points, 'outlay.cost.usd'))).toEqual([CHAT_COST]);
    expect(Object.values(only(points, 'outlay.request.duration')).sort()).toEqual([1, 2]);
  });

  it('counts a success without usage as unpriced, never as free', async () => {
    handler = (_request, response) => json(response, { ...CHAT, usage: undefined });
    await (await fetch(`${url}/v1/chat/completions`, chat)).json();
    const points = await requests(1);
    expect(only(points, 'outlay.cost.usd')).toEqual({});
    expect(only(points, 'outlay.unpriced')).toEqual({
      'outlay.unpriced{model=gpt-4o-2024-08-06,operation=chat,provider=openai,reason=no_usage}': 1,
    });
  });

  it('counts an unknown model as unpriced and its tokens as used', async () => {
    handler = (_request, response) => json(response, { ...CHAT, model: 'brand-new' });
    await (await fetch(`${url}/v1/chat/completions`, chat)).json();
    const points = await requests(1);
    expect(only(points, 'outlay.cost.usd')).toEqual({});
    expect(only(points, 'outlay.unpriced')).toEqual({
      'outlay.unpriced{model=brand-new,operation=chat,provider=openai,reason=unknown_model}': 1,
    });
    expect(only(points, 'outlay.usage')).toMatchObject({
      'outlay.usage{model=brand-new,operation=chat,provider=openai,unit=input_tokens}': 1000,
    });
  });

  it('counts contradictory usage as unpriced and records none of it', async () => {
    handler = (_request, response) =>
      json(response, {
        ...CHAT,
        usage: { prompt_tokens: 5, completion_tokens: -1, prompt_tokens_details: {} },
      });
    await (await fetch(`${url}/v1/chat/completions`, chat)).json();
    const points = await requests(1);
    expect(Object.keys(only(points, 'outlay.unpriced'))[0]).toContain('reason=invalid_usage');
    expect(only(points, 'outlay.usage')).toEqual({});
  });

  it('takes free endpoints for requests and nothing more', async () => {
    handler = (_request, response) => json(response, { data: [], usage: { prompt_tokens: 5 } });
    await (await fetch(`${url}/v1/models`)).json();
    const points = await requests(1);
    expect(Object.keys(points)).toEqual([
      'outlay.request.duration{http.response.status_code=200,operation=other,provider=openai}',
    ]);
  });

  it('books a background response once, however often it is asked for', async () => {
    const result = {
      id: 'resp_9',
      model: 'gpt-4o',
      background: true,
      status: 'completed',
      usage: { input_tokens: 10, output_tokens: 5 },
    };
    let polls = 0;
    handler = (_request, response) =>
      json(response, ++polls > 2 ? result : { ...result, status: 'queued', usage: null });
    await (
      await fetch(`${url}/v1/responses`, { method: 'POST', body: '{"model":"gpt-4o","background":true}' })
    ).json();
    for (let i = 0; i < 4; i += 1) await (await fetch(`${url}/v1/responses/resp_9`)).json();
    const points = await requests(5);
    expect(Object.values(only(points, 'outlay.cost.usd'))).toEqual([(10 * 2_500 + 5 * 10_000) / 1e9]);
    expect(only(points, 'outlay.unpriced')).toEqual({});
  });

  it('does not charge a stored response that another process may have been charged for', async () => {
    handler = (_request, response) =>
      json(response, {
        id: 'resp_7',
        model: 'gpt-4o',
        background: false,
        status: 'completed',
        usage: { input_tokens: 10, output_tokens: 5 },
      });
    await (await fetch(`${url}/v1/responses/resp_7`)).json();
    expect(Object.keys(only(await requests(1), 'outlay.request.duration'))).toHaveLength(1);
    expect(Object.keys(await collect()).filter((name) => !name.includes('duration'))).toEqual([]);
  });

  it('does not charge a response again that its POST has charged', async () => {
    const result = {
      id: 'resp_8',
      model: 'gpt-4o',
      status: 'completed',
      usage: { input_tokens: 10, output_tokens: 5 },
    };
    handler = (_request, response) => json(response, result);
    await (await fetch(`${url}/v1/responses`, { method: 'POST', body: '{}' })).json();
    await (await fetch(`${url}/v1/responses/resp_8`)).json();
    expect(Object.values(only(await requests(2), 'outlay.cost.usd'))).toEqual([
      (10 * 2_500 + 5 * 10_000) / 1e9,
    ]);
  });

  describe('a stream that ends early', () => {
    const anthropic = () => url.replace('127.0.0.1', 'localhost') + '/v1/messages';
    const partial =
      'outlay.cost.usd{model=claude-sonnet-4-5-20250929,operation=chat,pricing=partial,provider=anthropic}';
    const startCost = (25 * 3_000 + 15_000) / 1e9;

    it('is booked as partial when the consumer breaks off', async () => {
      handler = (_request, response) => stream(response, START);
      const answer = await fetch(anthropic(), { method: 'POST', body: '{}' });
      const body = answer.body?.getReader();
      await body?.read();
      await body?.cancel();
      const points = await requests(1);
      expect(only(points, 'outlay.cost.usd')).toEqual({ [partial]: startCost });
      expect(Object.keys(points)).toContain(
        'outlay.request.duration{error.type=AbortError,http.response.status_code=200,' +
          'model=claude-sonnet-4-5-20250929,operation=chat,provider=anthropic}',
      );
    });

    it('is booked with the last counts that came when the caller aborts', async () => {
      handler = (_request, response) =>
        stream(response, START, { type: 'message_delta', usage: { output_tokens: 7 } }, { type: 'content' });
      const controller = new AbortController();
      const answer = await fetch(anthropic(), { method: 'POST', body: '{}', signal: controller.signal });
      const body = answer.body?.getReader();
      await body?.read();
      controller.abort();
      await expect(body?.read()).rejects.toMatchObject({ name: 'AbortError' });
      // The last message_delta had come: what was billed is known.
      expect(Object.values(only(await requests(1), 'outlay.cost.usd'))).toEqual([
        (25 * 3_000 + 7 * 15_000) / 1e9,
      ]);
    });

    it('is no error when the consumer leaves with the last counts in hand', async () => {
      handler = (_request, response) =>
        stream(response, START, { type: 'message_delta', usage: { output_tokens: 7 } });
      for (let i = 0; i < 2; i += 1) {
        const answer = await fetch(anthropic(), { method: 'POST', body: '{}' });
        const body = answer.body?.getReader();
        for (let text = ''; !text.includes('message_delta');) {
          text += Buffer.from((await body?.read())?.value ?? []).toString();
        }
        await body?.cancel();
      }
      expect(only(await requests(2), 'outlay.request.duration')).toEqual({
        'outlay.request.duration{http.response.status_code=200,model=claude-sonnet-4-5-20250929,operation=chat,provider=anthropic}': 2,
      });
    });

    it('tells the error that the provider stated in it, and books what came before as partial', async () => {
      handler = (_request, response) => {
        stream(response, START, {
          type: 'error',
          error: { type: 'overloaded_error', message: 'SECRET' },
        });
        response.end();
      };
      await (await fetch(anthropic(), { method: 'POST', body: '{}' })).text();
      const points = await requests(1);
      expect(only(points, 'outlay.cost.usd')).toEqual({ [partial]: startCost });
      expect(Object.keys(only(points, 'outlay.request.duration'))[0]).toContain(
        'error.type=overloaded_error',
      );
      expect(JSON.stringify(points)).not.toContain('SECRET');
    });

    it('is booked as partial when the server cuts it, and the caller sees the same error', async () => {
      handler = (_request, response) => {
        stream(response, START);
        setImmediate(() => response.destroy());
      };
      const answer = await fetch(anthropic(), { method: 'POST', body: '{}' });
      await expect(answer.text()).rejects.toThrow('terminated');
      expect(only(await requests(1), 'outlay.cost.usd')).toEqual({ [partial]: startCost });
    });

    it('is booked as partial when it ends in order but without its last counts', async () => {
      handler = (_request, response) => {
        stream(response, START);
        response.end();
      };
      await (await fetch(anthropic(), { method: 'POST', body: '{}' })).text();
      expect(only(await requests(1), 'outlay.cost.usd')).toEqual({ [partial]: startCost });
    });

    it('is booked as partial when the caller of node:http destroys it', async () => {
      handler = (_request, response) => stream(response, START);
      await new Promise<void>((resolve) => {
        const request = http.request(anthropic(), { method: 'POST' }, (response) => {
          response.once('data', () => request.destroy());
          response.once('error', () => undefined);
          response.once('close', resolve);
        });
        request.end('{}');
      });
      expect(only(await requests(1), 'outlay.cost.usd')).toEqual({ [partial]: startCost });
    });

    it('is booked when the process is about to end, and not again when it goes on', async () => {
      handler = (_request, response) => stream(response, START);
      const answer = await fetch(anthropic(), { method: 'POST', body: '{}' });
      const body = answer.body?.getReader();
      await body?.read();
      await metering.closeOpenCalls();
      expect(only(await requests(1), 'outlay.cost.usd')).toEqual({ [partial]: startCost });
      await body?.cancel();
      expect(Object.values(only(await requests(1), 'outlay.request.duration'))).toEqual([1]);
    });
  });

  it('counts a stream without usage as unpriced', async () => {
    handler = (_request, response) => {
      stream(response, { id: 'c', model: 'gpt-4o-2024-08-06', choices: [] });
      response.end('data: [DONE]\n\n');
    };
    await (await fetch(`${url}/v1/chat/completions`, chat)).text();
    expect(Object.keys(only(await requests(1), 'outlay.unpriced'))[0]).toContain('reason=no_usage');
  });

  it('counts a response stream that breaks off before its usage as unpriced', async () => {
    handler = (_request, response) =>
      stream(response, {
        type: 'response.created',
        response: { id: 'r', model: 'gpt-5', status: 'in_progress' },
      });
    const body = (await fetch(`${url}/v1/responses`, chat)).body?.getReader();
    await body?.read();
    await body?.cancel();
    expect(only(await requests(1), 'outlay.unpriced')).toEqual({
      'outlay.unpriced{model=gpt-5,operation=responses,provider=openai,reason=no_usage}': 1,
    });
  });

  it('measures the time to the first chunk of a stream alone', async () => {
    handler = (_request, response) => {
      stream(response, { id: 'c', model: 'gpt-4o-2024-08-06', usage: CHAT.usage });
      response.end();
    };
    await (await fetch(`${url}/v1/chat/completions`, chat)).text();
    expect(Object.values(only(await requests(1), 'gen_ai.client.operation.time_to_first_chunk'))).toEqual([
      1,
    ]);
  });

  it('records attempts that never got an answer by what went wrong', async () => {
    handler = () => undefined;
    await expect(
      fetch(`${url}/v1/chat/completions`, { ...chat, signal: AbortSignal.timeout(20) }),
    ).rejects.toMatchObject({ name: 'TimeoutError' });
    const request = http.request(`${url}/v1/chat/completions`, { method: 'POST' });
    const closed = new Promise((resolve) => request.once('close', resolve));
    request.once('error', () => undefined);
    request.end('{}', () => request.destroy());
    await closed;
    const durations = Object.keys(only(await requests(2), 'outlay.request.duration'));
    // Node calls a request that its caller destroyed reset, as if the server had done it.
    expect(durations.map((name) => /error\.type=(\w+)/.exec(name)?.[1]).sort()).toEqual([
      'AbortError',
      'timeout',
    ]);
    expect(only(await collect(), 'outlay.unpriced')).toEqual({});
  });

  it('books calls to the attribution of their caller, nested ones merged', async () => {
    handler = (_request, response) => json(response, CHAT);
    await withAttribution({ feature: 'summary', tenant: 'acme' }, async () => {
      await withAttribution({ feature: 'title', userId: 'u-1', triggeredBy: 'cron' }, async () => {
        await (await fetch(`${url}/v1/chat/completions`, chat)).json();
      });
      await postWithHttp('/v1/chat/completions', chat.body);
    });
    const points = await requests(2);
    const labels = 'model=gpt-4o-2024-08-06,operation=chat,pricing=exact,provider=openai';
    expect(only(points, 'outlay.cost.usd')).toEqual({
      [`outlay.cost.usd{feature=title,${labels},tenant=acme,triggered_by=cron}`]: CHAT_COST,
      [`outlay.cost.usd{feature=summary,${labels},tenant=acme}`]: CHAT_COST,
    });
    expect(only(points, 'outlay.user.cost.usd')).toEqual({
      'outlay.user.cost.usd{provider=openai,tenant=acme,user.id=u-1}': CHAT_COST,
    });
  });

  it('survives bodies that lie about themselves, counts what it lost and says so once', async () => {
    handler = (_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'compress' });
      response.end('secret');
    };
    for (let i = 0; i < 3; i += 1) {
      const answer = await fetch(`${url}/v1/chat/completions`, chat);
      expect(await answer.text()).toBe('secret');
    }
    const points = await requests(3);
    expect(only(points, 'outlay.instrumentation.dropped')).toEqual({
      'outlay.instrumentation.dropped{reason=undecodable}': 3,
    });
    expect(warnings.filter((text) => text.includes('undecodable'))).toHaveLength(1);
    expect(warnings.join()).not.toContain('secret');
  });

  it('keeps for a later meter provider what the one before was not told', async () => {
    handler = (_request, response) => json(response, CHAT);
    await (await fetch(`${url}/v1/chat/completions`, chat)).json();
    reader = new ManualReader();
    const later = new MeterProvider({ readers: [reader] });
    // Until it is there, the application's SDK is not: what is recorded goes to a provider that drops it.
    metering.disable();
    metering = new Metering([{ provider: 'openai', hostname: '127.0.0.1', port: undefined }], NOOP);
    metering.enable();
    await (await fetch(`${url}/v1/chat/completions`, chat)).json();
    await metering.settled();
    metering.useMeterProvider(later);
    expect(Object.values(only(await collect(), 'outlay.cost.usd'))).toEqual([CHAT_COST]);
    metering.useMeterProvider(later);
    expect(Object.values(only(await collect(), 'outlay.cost.usd'))).toEqual([CHAT_COST]);
  });

  it('tells no meter provider again what another was told', async () => {
    handler = (_request, response) => json(response, CHAT);
    const call = async () => (await fetch(`${url}/v1/chat/completions`, chat)).json();
    const costs = async () => Object.values(only(await collect(), 'outlay.cost.usd'));
    await call();
    expect(Object.values(only(await requests(1), 'outlay.cost.usd'))).toEqual([CHAT_COST]);
    const first = reader;
    reader = new ManualReader();
    metering.useMeterProvider(new MeterProvider({ readers: [reader] }));
    expect(await costs()).toEqual([]);
    await call();
    await call();
    expect(Object.values(only(await requests(2), 'outlay.cost.usd'))).toEqual([(CHAT_COST * 1e9 * 2) / 1e9]);
    reader = first;
    expect((await costs()).every((cost) => cost === CHAT_COST)).toBe(true);
  });

  it('tells what is left of the rate limits of the model, also when they refuse', async () => {
    let left = 250;
    handler = (_request, response) => {
      response.setHeader('x-ratelimit-limit-tokens', '1000');
      response.setHeader('x-ratelimit-remaining-tokens', String(left));
      json(response, { error: {} }, left === 0 ? 429 : 400);
      left = 0;
    };
    const series = 'outlay.ratelimit.remaining{kind=tokens,model=gpt-4o,provider=openai}';
    await postWithHttp('/v1/chat/completions', chat.body);
    expect(only(await requests(1), 'outlay.ratelimit.remaining')).toEqual({ [series]: 0.25 });
    await (await fetch(`${url}/v1/chat/completions`, chat)).json();
    expect(only(await requests(2), 'outlay.ratelimit.remaining')).toEqual({ [series]: 0 });
  });

  it('holds prompts, keys, recipients and query values in none of what it exports', async () => {
    handler = (_request, response) => json(response, { ...CHAT, model: 'gpt-4o', note: 'SECRET-completion' });
    await (
      await fetch(`${url}/v1/chat/completions?token=SECRET-query`, {
        method: 'POST',
        headers: { authorization: 'Bearer SECRET-key', 'x-request-id': 'SECRET-id' },
        body: JSON.stringify({
          model: 'gpt-4o',
          messages: [{ content: 'SECRET-prompt' }],
          user: 'SECRET-user',
        }),
      })
    ).json();
    const points = await requests(1);
    expect(JSON.stringify(points)).toContain('outlay.cost.usd');
    expect(JSON.stringify(points) + warnings.join()).not.toContain('SECRET');
  });
});
