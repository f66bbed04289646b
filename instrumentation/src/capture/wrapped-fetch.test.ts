import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { UsageRequestingFetch } from './wrapped-fetch.ts';

type Handler = (request: http.IncomingMessage, response: http.ServerResponse, body: string) => void;

const TEXT = 'data: {"choices":[{"delta":{"content":"日本"}}],"usage":null}\n\n';
const USAGE = 'data: {"choices":[],"usage":{"prompt_tokens":3,"completion_tokens":5}}\n\n';
const DONE = 'data: [DONE]\n\n';
const BODY = JSON.stringify({ model: 'm', stream: true, messages: [] });

describe('the fetch that asks for usage', () => {
  const realFetch = globalThis.fetch;
  const faults: unknown[] = [];
  const asking = new UsageRequestingFetch({
    asksForUsage: ({ method, path }) => method === 'POST' && path === '/v1/chat/completions',
    onFault: (cause) => faults.push(cause),
  });
  let server: http.Server;
  let url: string;
  let handler: Handler;
  let bodies: string[];

  beforeEach(async () => {
    bodies = [];
    server = http.createServer((request, response) => {
      let body = '';
      request.on('data', (piece: Buffer) => (body += piece.toString()));
      request.on('end', () => {
        bodies.push(body);
        handler(request, response, body);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/chat/completions`;
    asking.enable();
  });

  afterEach(async () => {
    asking.disable();
    expect(globalThis.fetch).toBe(realFetch);
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    expect(faults).toEqual([]);
  });

  function begin(response: http.ServerResponse): void {
    response.writeHead(200, { 'content-type': 'text/event-stream', 'x-request-id': 'r-1' });
  }

  const answer: Handler = (_request, response, body) => {
    begin(response);
    response.end(TEXT + (body.includes('include_usage') ? USAGE : '') + DONE);
  };

  function post(body: RequestInit['body'] = BODY, init: RequestInit = {}): Promise<Response> {
    return fetch(url, { method: 'POST', body: body ?? null, ...init });
  }

  it.each([
    ['text', BODY],
    ['bytes', Buffer.from(BODY)],
  ])('asks in a body of %s, and the caller reads what it would have read', async (_what, body) => {
    handler = answer;
    const response = await post(body);
    expect(await response.text()).toBe(TEXT + DONE);
    expect(bodies).toEqual([BODY.replace('{', '{"stream_options":{"include_usage":true},')]);
  });

  it('keeps what the response tells, also of its copies', async () => {
    handler = answer;
    const response = await post();
    for (const one of [response, response.clone(), response.clone().clone()]) {
      expect(one).toBeInstanceOf(Response);
      expect(one).toMatchObject({
        url,
        status: 200,
        statusText: 'OK',
        ok: true,
        redirected: false,
        type: 'basic',
      });
      expect(one.headers.get('x-request-id')).toBe('r-1');
      expect(await one.text()).toBe(TEXT + DONE);
    }
  });

  it('hands each event on while the stream goes on', async () => {
    let finish = (): void => undefined;
    handler = (_request, response) => {
      begin(response);
      response.write(TEXT);
      finish = () => response.end(USAGE + DONE);
    };
    const reader = (await post()).body?.getReader();
    expect(Buffer.from((await reader?.read())?.value ?? []).toString()).toBe(TEXT);
    finish();
    expect(Buffer.from((await reader?.read())?.value ?? []).toString()).toBe(DONE);
    expect((await reader?.read())?.done).toBe(true);
  });

  it('closes the connection when the caller cancels', async () => {
    const closed = new Promise((resolve) => {
      handler = (request, response) => {
        request.socket.once('close', resolve);
        begin(response);
        response.write(TEXT);
      };
    });
    const reader = (await post()).body?.getReader();
    await reader?.read();
    await reader?.cancel();
    await closed;
  });

  it('fails as the real one when the caller aborts, before and in the middle', async () => {
    handler = (_request, response) => {
      begin(response);
      response.write(TEXT);
    };
    await expect(post(BODY, { signal: AbortSignal.abort() })).rejects.toMatchObject({ name: 'AbortError' });
    const controller = new AbortController();
    const reader = (await post(BODY, { signal: controller.signal })).body?.getReader();
    await reader?.read();
    controller.abort();
    await expect(reader?.read()).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('fails as the real one when the server cuts the stream', async () => {
    handler = (_request, response) => {
      begin(response);
      response.write(TEXT);
      setImmediate(() => response.destroy());
    };
    await expect(post().then((response) => response.text())).rejects.toMatchObject({
      name: 'TypeError',
      message: 'terminated',
    });
  });

  it('sends what the caller wrote to an API that refuses the question, and asks it no more', async () => {
    handler = (request, response, body) => {
      if (!body.includes('stream_options')) answer(request, response, body);
      else response.writeHead(422).end('{"detail":[{"loc":["body","stream_options"]}]}');
    };
    expect(await (await post()).text()).toBe(TEXT + DONE);
    expect(await (await post()).text()).toBe(TEXT + DONE);
    expect(bodies.map((body) => body.includes('stream_options'))).toEqual([true, false, false]);
  });

  it('leaves a refusal for other reasons to the caller', async () => {
    handler = (_request, response) => response.writeHead(400).end('{"error":"no such model"}');
    const response = await post();
    expect([response.status, await response.text()]).toEqual([400, '{"error":"no such model"}']);
    expect(bodies).toHaveLength(1);
  });

  it('leaves an answer alone that is no stream', async () => {
    handler = (_request, response) =>
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"a":1}');
    expect(await (await post()).json()).toEqual({ a: 1 });
  });

  it.each<[string, () => Promise<Response>]>([
    ['that asks itself', () => post('{"stream":true,"stream_options":{"include_usage":true}}')],
    ['for no stream', () => post('{"stream":false}')],
    ['whose body is a Blob', () => post(new Blob([BODY]))],
    ['that is a Request', () => fetch(new Request(url, { method: 'POST', body: BODY }))],
    ['to another endpoint', () => fetch(`${url}/1`, { method: 'POST', body: BODY })],
    ['with a length of its own', () => post(BODY, { headers: { 'Content-Length': String(BODY.length) } })],
    ['in an encoding', () => post(BODY, { headers: [['Content-Encoding', 'identity']] })],
  ])('leaves a request alone %s', async (_what, call) => {
    const answered: string[] = [];
    handler = (_request, response, body) => {
      answered.push(body);
      begin(response);
      response.end(TEXT + USAGE + DONE);
    };
    expect(await (await call()).text()).toBe(TEXT + USAGE + DONE);
    expect(answered[0]?.includes('stream_options')).toBe(
      answered[0]?.includes('"include_usage":true') ?? false,
    );
    expect(answered[0]).not.toMatch(/^\{"stream_options"/);
  });

  it('fails as the real one over what is no URL', async () => {
    await expect(fetch('/v1/chat/completions', { method: 'POST', body: BODY })).rejects.toBeInstanceOf(
      TypeError,
    );
  });
});
