import { describe, expect, it } from 'vitest';
import { anthropic } from '../anthropic/anthropic.ts';
import { openAi } from './openai.ts';
import { xai } from '../compatible/xai.ts';
import { type Exchange, readExchange } from '../testing/exchange.ts';

const usage = (tokens: number) => ({ prompt_tokens: tokens, completion_tokens: 1, total_tokens: tokens + 1 });

function line(id: string, tokens: number, status = 200) {
  const body = { id: `chatcmpl-${id}`, model: 'gpt-4o-mini-2024-07-18', usage: usage(tokens), choices: [] };
  return { id, custom_id: 'somebody@example.com', response: { status_code: status, body }, error: null };
}

const FILE = '/v1/files/file-out/content';

function readFile(exchange: Exchange) {
  const headers = { 'content-type': 'application/octet-stream' };
  return readExchange(openAi, { method: 'GET', path: FILE, headers, ...exchange }).reading;
}

describe('a file of batch results', () => {
  it('is booked line by line at the price of batches, under its own name', () => {
    const reading = readFile({ lines: [line('b-1', 10), line('b-2', 20)] });
    expect(reading).toEqual({
      complete: true,
      notBilled: false,
      resultId: 'file-out',
      results: [
        {
          model: 'gpt-4o-mini-2024-07-18',
          usage: { inputTokens: 10, outputTokens: 1 },
          serviceTier: 'batch',
          resultId: 'b-1',
        },
        {
          model: 'gpt-4o-mini-2024-07-18',
          usage: { inputTokens: 20, outputTokens: 1 },
          serviceTier: 'batch',
          resultId: 'b-2',
        },
      ],
    });
    expect(openAi.endpoint('GET', FILE)).toMatchObject({ operation: 'batch', billing: 'once' });
  });

  it('bills what the tools of a request used, too', () => {
    const one = line('b-1', 10);
    const output = [{ type: 'web_search_call', action: { type: 'search' } }, { type: 'message' }];
    const body = { ...one.response.body, output };
    const reading = readFile({ lines: [{ ...one, response: { status_code: 200, body } }] });
    expect(reading.results?.[0]?.usage.units).toEqual({ web_searches: 1 });
  });

  it('takes the cost that a request states in a batch', () => {
    const one = line('b-1', 10);
    const body = { ...one.response.body, usage: { ...usage(10), cost_in_usd_ticks: 25_000_000 } };
    const { reading } = readExchange(xai, {
      method: 'GET',
      path: FILE,
      lines: [{ ...one, response: { status_code: 200, body } }],
    });
    expect(reading.results?.[0]?.statedCostUsd).toBe(0.0025);
  });

  it('bills no request that failed', () => {
    const failed = { id: 'b-3', response: null, error: { code: 'batch_expired' } };
    expect(readFile({ lines: [line('b-1', 10, 400), failed] })).toMatchObject({ notBilled: true });
  });

  it('is no file of another kind', () => {
    const training = { messages: [{ role: 'user', content: 'hi' }], usage: usage(5) };
    expect(readFile({ lines: [training, training] }).results).toBeUndefined();
    expect(readFile({ lines: ['%PDF-1.7'] }).results).toBeUndefined();
  });

  it('gives what came until it broke off', () => {
    const whole = JSON.stringify(line('b-1', 10)).length;
    const reading = readFile({ lines: [line('b-1', 10), line('b-2', 20)], cutAt: whole + 20 });
    expect(reading.results?.map(({ resultId }) => resultId)).toEqual(['b-1']);
  });
});

describe('a batch', () => {
  const batch = {
    id: 'batch_1',
    object: 'batch',
    status: 'completed',
    model: 'gpt-5-2025-08-07',
    output_file_id: 'file-out',
    request_counts: { total: 3, completed: 2, failed: 1 },
    usage: { input_tokens: 600_000, output_tokens: 10, input_tokens_details: { cached_tokens: 0 } },
  };
  const read = (response: object) =>
    readExchange(openAi, { method: 'GET', path: '/v1/batches/batch_1', response }).reading;

  it('that states the usage of all is booked under the name of its file, as the sum of its requests', () => {
    expect(read(batch)).toEqual({
      complete: true,
      responseModel: 'gpt-5-2025-08-07',
      serviceTier: 'batch',
      resultId: 'file-out',
      requests: 2,
      usage: { inputTokens: 600_000, outputTokens: 10, cacheReadTokens: 0 },
    });
  });

  it.each([
    ['is not finished', { status: 'finalizing' }],
    ['states no usage', { usage: undefined }],
    ['names no model', { model: undefined }],
    ['has no results', { output_file_id: null }],
  ])('that %s is not booked', (_what, change) => {
    const reading = read({ ...batch, ...change });
    expect(reading.usage).toBeUndefined();
    expect(reading.notBilled).toBe(true);
  });
});

describe('results of a message batch', () => {
  const message = (id: string) => ({
    id,
    model: 'claude-haiku-4-5',
    usage: { input_tokens: 10, cache_read_input_tokens: 5, output_tokens: 3, service_tier: 'batch' },
  });
  const lines = [
    { custom_id: 'a', result: { type: 'succeeded', message: message('msg_1') } },
    { custom_id: 'b', result: { type: 'errored', error: { type: 'invalid_request_error' } } },
    { custom_id: 'c', result: { type: 'expired' } },
  ];

  it.each(['application/x-jsonl', 'application/octet-stream', 'application/json'])(
    'are booked one by one, whatever their type is called: %s',
    (type) => {
      const path = '/v1/messages/batches/msgbatch_1/results';
      const headers = { 'content-type': type };
      const { reading } = readExchange(anthropic, { method: 'GET', path, headers, lines });
      expect(reading).toMatchObject({ complete: true, resultId: 'msgbatch_1' });
      expect(reading.results).toEqual([
        {
          model: 'claude-haiku-4-5',
          resultId: 'msg_1',
          serviceTier: 'batch',
          usage: {
            inputTokens: 15,
            outputTokens: 3,
            cacheReadTokens: 5,
            cacheWriteTokens: 0,
            cacheWrite1hTokens: 0,
          },
        },
      ]);
    },
  );
});
