import { describe, expect, it } from 'vitest';
import type { RequestHead } from '../../capture/types.ts';
import { openAi } from './openai.ts';
import { createRequestBody } from '../../wire/request-body.ts';
import { createResponseBody } from '../../wire/response-body.ts';
import type { Reading } from '../types.ts';

const HEAD: RequestHead = {
  method: 'POST',
  hostname: 'api.openai.com',
  port: undefined,
  path: '/v1/chat/completions',
  header: () => undefined,
};

interface Exchange {
  request?: unknown;
  requestType?: string;
  response?: unknown;
  stream?: unknown[];
  path?: string;
  method?: string;
}

function readExchange(exchange: Exchange): Reading {
  const reader = openAi
    .endpoint(exchange.method ?? 'POST', exchange.path ?? '/v1/chat/completions')
    .createReader(HEAD);
  if (exchange.request !== undefined) {
    const text = typeof exchange.request === 'string' ? exchange.request : JSON.stringify(exchange.request);
    const body = createRequestBody(exchange.requestType ?? 'application/json', reader);
    body?.write(Buffer.from(text));
    body?.end();
  }
  const body = createResponseBody(exchange.stream ? 'text/event-stream' : 'application/json', reader);
  const text = exchange.stream
    ? [...exchange.stream.map((event) => JSON.stringify(event)), '[DONE]']
        .map((data) => `data: ${data}\n\n`)
        .join('')
    : JSON.stringify(exchange.response);
  for (const byte of Buffer.from(text)) body?.write(Uint8Array.of(byte));
  body?.end();
  return reader.reading();
}

const CHUNK = {
  id: 'c-1',
  object: 'chat.completion.chunk',
  model: 'gpt-4o-2024-08-06',
  service_tier: 'default',
};

describe('OpenAI adapter', () => {
  it('reads a chat completion with its cached, audio and reasoning parts', () => {
    const reading = readExchange({
      request: { messages: [{ role: 'user', content: 'say "model"' }], model: 'gpt-4o' },
      response: {
        id: 'c-1',
        model: 'gpt-4o-2024-08-06',
        service_tier: 'flex',
        usage: {
          prompt_tokens: 100,
          completion_tokens: 40,
          prompt_tokens_details: { cached_tokens: 64, audio_tokens: 5 },
          completion_tokens_details: { reasoning_tokens: 30, audio_tokens: 2 },
        },
      },
    });
    expect(reading).toEqual({
      complete: true,
      notBilled: false,
      requestModel: 'gpt-4o',
      responseModel: 'gpt-4o-2024-08-06',
      serviceTier: 'flex',
      resultId: 'c-1',
      usage: {
        inputTokens: 100,
        outputTokens: 40,
        cacheReadTokens: 64,
        inputAudioTokens: 5,
        outputAudioTokens: 2,
        reasoningTokens: 30,
      },
    });
  });

  it('takes the usage of a stream from the last chunk that carries it, also beside choices', () => {
    const usage = (tokens: number) => ({ prompt_tokens: 9, completion_tokens: tokens });
    const choices = [{ index: 0, delta: { content: '"usage": {"prompt_tokens": 7}' } }];
    const reading = readExchange({
      stream: [
        { ...CHUNK, choices, usage: null },
        { ...CHUNK, choices, usage: usage(1) },
        { ...CHUNK, choices, usage: usage(3) },
      ],
    });
    expect(reading.usage).toEqual({ inputTokens: 9, outputTokens: 3 });
    expect(reading.complete).toBe(true);
  });

  it('finds no usage in a stream without it', () => {
    const reading = readExchange({ stream: [{ ...CHUNK, choices: [], usage: null }, CHUNK] });
    expect(reading.usage).toBeUndefined();
    expect(reading.responseModel).toBe('gpt-4o-2024-08-06');
  });

  it('takes an explicit zero for usage', () => {
    const reading = readExchange({ response: { usage: { prompt_tokens: 0, completion_tokens: 0 } } });
    expect(reading.usage).toEqual({ inputTokens: 0, outputTokens: 0 });
  });

  it('reads the responses endpoint, streamed and whole', () => {
    const usage = {
      input_tokens: 20,
      input_tokens_details: { cached_tokens: 8 },
      output_tokens: 7,
      output_tokens_details: { reasoning_tokens: 4 },
    };
    const expected = { inputTokens: 20, cacheReadTokens: 8, outputTokens: 7, reasoningTokens: 4 };
    const response = {
      id: 'resp_1',
      model: 'gpt-5-2025-08-07',
      status: 'completed',
      service_tier: 'default',
      usage,
    };
    const path = '/v1/responses';
    expect(readExchange({ path, response }).usage).toEqual(expected);
    const reading = readExchange({
      path,
      stream: [
        {
          type: 'response.created',
          response: { ...response, status: 'in_progress', service_tier: 'auto', usage: null },
        },
        { type: 'response.output_text.delta', delta: 'hello' },
        { type: 'response.completed', response },
      ],
    });
    expect(reading).toMatchObject({
      usage: expected,
      serviceTier: 'default',
      resultId: 'resp_1',
      notBilled: false,
    });
  });

  it('reads the last event of a stream although it is larger than what is held', () => {
    const reading = readExchange({
      path: '/v1/responses',
      stream: [
        {
          type: 'response.completed',
          response: {
            output: ['x'.repeat(300_000)],
            model: 'gpt-5',
            usage: { input_tokens: 1, output_tokens: 2 },
          },
        },
      ],
    });
    expect(reading).toMatchObject({ responseModel: 'gpt-5', usage: { inputTokens: 1, outputTokens: 2 } });
  });

  it.each([
    ['queued', true, true],
    ['in_progress', true, true],
    ['in_progress', false, false],
    ['failed', false, true],
    ['cancelled', true, true],
    ['completed', true, false],
  ])(
    'takes a response that is %s, in the background: %s, for not billed: %s',
    (status, background, notBilled) => {
      const response = { id: 'r', status, background, usage: null };
      expect(readExchange({ path: '/v1/responses', response }).notBilled).toBe(notBilled);
    },
  );

  it('reads image tokens of both details', () => {
    const reading = readExchange({
      path: '/v1/images/edits',
      response: {
        usage: {
          input_tokens: 1100,
          input_tokens_details: { text_tokens: 100, image_tokens: 1000 },
          output_tokens: 500,
          output_tokens_details: { text_tokens: 0, image_tokens: 500 },
        },
      },
    });
    expect(reading.usage).toEqual({
      inputTokens: 1100,
      inputImageTokens: 1000,
      outputTokens: 500,
      outputImageTokens: 500,
    });
  });

  it.each([true, false])('counts the searches of hosted tools, streamed: %s', (streamed) => {
    const response = {
      id: 'r',
      status: 'completed',
      error: null,
      output: [
        { type: 'reasoning', summary: ['{"type":"web_search_call"}'] },
        { type: 'web_search_call', status: 'completed' },
        { type: 'web_search_call', status: 'completed', action: { type: 'search', query: 'x' } },
        { type: 'web_search_call', status: 'completed', action: { type: 'open_page', url: 'x' } },
        { type: 'file_search_call', status: 'completed' },
        { type: 'message', content: [{ type: 'web_search_call' }] },
      ],
      usage: { input_tokens: 1, output_tokens: 2 },
    };
    const path = '/v1/responses';
    const reading = streamed
      ? readExchange({
          path,
          stream: [
            { type: 'response.created', response: { ...response, output: [], usage: null } },
            { type: 'response.output_item.done', item: response.output[1] },
            { type: 'response.completed', response },
          ],
        })
      : readExchange({ path, response });
    expect(reading.usage).toEqual({
      inputTokens: 1,
      outputTokens: 2,
      units: { web_searches: 2, file_searches: 1 },
    });
  });

  it.each([
    ['from the background', true, { inputTokens: 1, outputTokens: 2 }],
    ['whose own request was charged', false, undefined],
    ['of unknown making', undefined, undefined],
  ])('reads a stored response %s', (_what, background, usage) => {
    const reading = readExchange({
      method: 'GET',
      path: '/v1/responses/resp_1',
      response: { id: 'resp_1', background, usage: { input_tokens: 1, output_tokens: 2 } },
    });
    expect(reading.usage).toEqual(usage);
  });

  describe('an error in a successful response', () => {
    const created = { type: 'response.created', response: { id: 'r', status: 'in_progress', error: null } };
    const failed = (error: unknown) => ({
      type: 'response.failed',
      response: { id: 'r', status: 'failed', error, usage: null },
    });

    it.each([
      [
        'a response that failed',
        { stream: [created, failed({ code: 'server_error', message: 'm' })] },
        'server_error',
      ],
      ['a code that is not documented', { stream: [created, failed({ code: 'secret words' })] }, '_OTHER'],
      ['a failure without an error', { response: failed(null).response }, '_OTHER'],
      [
        'an error event',
        { stream: [created, { type: 'error', code: 'rate_limit_exceeded' }] },
        'rate_limit_exceeded',
      ],
      ['an error alone', { stream: [{ error: { type: 'server_error', message: 'm' } }] }, 'server_error'],
    ])('is told by its kind and not billed: %s', (_what, exchange, errorType) => {
      expect(readExchange({ path: '/v1/responses', ...exchange })).toMatchObject({
        errorType,
        notBilled: true,
        complete: false,
      });
    });

    it('may come after a part that is billed', () => {
      const reading = readExchange({ stream: [CHUNK, CHUNK, { error: { type: 'server_error' } }] });
      expect(reading).toMatchObject({ errorType: 'server_error', notBilled: false });
    });

    it('is not seen in what the model wrote, nor in a tool of that name', () => {
      const text = '"type":"error","error":{"type":"server_error"}';
      const call = { function: { name: 'error', arguments: text } };
      const delta = { ...CHUNK, choices: [{ delta: { content: text, tool_calls: [call] } }] };
      expect(readExchange({ stream: [CHUNK, delta, delta] }).errorType).toBeUndefined();
    });
  });

  it('takes no text for a model', () => {
    const form = '--b\r\nContent-Disposition: form-data; name="model"\r\n\r\nsecret words\r\n--b--\r\n';
    const requestType = 'multipart/form-data; boundary=b';
    expect(readExchange({ request: form, requestType, response: {} }).requestModel).toBeUndefined();
  });

  it('takes the tier that was asked for when the response names none', () => {
    const request = { model: 'o3', service_tier: 'flex' };
    expect(readExchange({ request, response: {} }).serviceTier).toBe('flex');
    expect(readExchange({ request, response: { service_tier: 'default' } }).serviceTier).toBe('default');
  });

  it('counts the seconds of a transcription and finds its model in the form', () => {
    const form =
      '--b\r\nContent-Disposition: form-data; name="file"; filename="a.mp3"\r\n\r\n\u0001\u0002\r\n' +
      '--b\r\nContent-Disposition: form-data; name="model"\r\n\r\nwhisper-1\r\n--b--\r\n';
    const reading = readExchange({
      path: '/v1/audio/transcriptions',
      request: form,
      requestType: 'multipart/form-data; boundary=b',
      response: { text: 'hello', usage: { type: 'duration', seconds: 12 } },
    });
    expect(reading).toMatchObject({ requestModel: 'whisper-1', usage: { units: { audio_seconds: 12 } } });
  });

  it('counts the tokens of a transcription that is billed by them', () => {
    const reading = readExchange({
      path: '/v1/audio/transcriptions',
      response: {
        usage: {
          type: 'tokens',
          input_tokens: 14,
          input_token_details: { audio_tokens: 14 },
          output_tokens: 45,
        },
      },
    });
    expect(reading.usage).toEqual({ inputTokens: 14, inputAudioTokens: 14, outputTokens: 45 });
  });

  it.each([
    ['POST', '/v1/chat/completions', 'chat', 'expected'],
    ['POST', '/gateway/openai/chat/completions', 'chat', 'expected'],
    ['POST', '/v1/completions', 'text_completion', 'expected'],
    ['POST', '/v1/embeddings', 'embeddings', 'expected'],
    ['POST', '/v1/responses', 'responses', 'expected'],
    ['GET', '/v1/responses/resp_1', 'responses', 'once'],
    ['POST', '/v1/responses/resp_1/cancel', 'responses', 'once'],
    ['POST', '/v1/responses/input_tokens', 'count_tokens', 'never'],
    ['GET', '/v1/responses/resp_1/input_items', 'other', 'never'],
    ['GET', '/v1/models', 'other', 'never'],
    ['POST', '/v1/traces/ingest', 'other', 'never'],
    ['POST', '/v1/chat/completions/c-1', 'other', 'never'],
    ['POST', '/v1/moderations', 'moderation', 'never'],
    ['POST', '/v1/something/new', 'other', 'stated'],
  ])('takes %s %s for %s, billed: %s', (method, path, operation, billing) => {
    expect(openAi.endpoint(method, path)).toMatchObject({ operation, billing });
  });
});
