import { describe, expect, it } from 'vitest';
import type { RequestHead } from '../../capture/types.ts';
import { anthropic } from './anthropic.ts';
import { createResponseBody } from '../../wire/response-body.ts';
import type { Reading } from '../types.ts';

const HEAD: RequestHead = {
  method: 'POST',
  hostname: 'api.anthropic.com',
  port: undefined,
  path: '/v1/messages',
  header: () => undefined,
};

function readStream(events: object[]): Reading {
  const reader = anthropic.endpoint('POST', '/v1/messages').createReader(HEAD);
  const body = createResponseBody('text/event-stream; charset=utf-8', reader);
  for (const event of events) {
    body?.write(
      Buffer.from(
        `event: ${'type' in event ? String(event.type) : ''}\r\ndata: ${JSON.stringify(event)}\r\n\r\n`,
      ),
    );
  }
  body?.end();
  return reader.reading();
}

function readMessage(message: object): Reading {
  const reader = anthropic.endpoint('POST', '/v1/messages').createReader(HEAD);
  const body = createResponseBody('application/json', reader);
  body?.write(Buffer.from(JSON.stringify(message)));
  body?.end();
  return reader.reading();
}

const START = {
  type: 'message_start',
  message: {
    id: 'msg_1',
    model: 'claude-sonnet-4-5-20250929',
    usage: {
      input_tokens: 10,
      cache_read_input_tokens: 200,
      cache_creation_input_tokens: 30,
      cache_creation: { ephemeral_5m_input_tokens: 10, ephemeral_1h_input_tokens: 20 },
      output_tokens: 2,
      service_tier: 'standard',
    },
  },
};
const TEXT = {
  type: 'content_block_delta',
  delta: { type: 'text_delta', text: 'usage: 日本語 "usage": {"output_tokens": 5}' },
};

describe('Anthropic adapter', () => {
  it('counts cache reads and writes as input', () => {
    expect(readMessage(START.message).usage).toEqual({
      inputTokens: 240,
      outputTokens: 2,
      cacheReadTokens: 200,
      cacheWriteTokens: 30,
      cacheWrite1hTokens: 20,
    });
  });

  it('lets message_delta replace the counts of message_start and adds nothing', () => {
    const reading = readStream([
      START,
      TEXT,
      { type: 'message_delta', delta: {}, usage: { output_tokens: 50 } },
      {
        type: 'message_delta',
        delta: {},
        usage: { output_tokens: 90, input_tokens: 11, cache_read_input_tokens: null },
      },
      { type: 'message_stop' },
    ]);
    expect(reading.usage).toMatchObject({ inputTokens: 241, outputTokens: 90, cacheReadTokens: 200 });
    expect(reading).toMatchObject({
      complete: true,
      responseModel: 'claude-sonnet-4-5-20250929',
      resultId: 'msg_1',
    });
  });

  it('knows that a stream without message_delta is incomplete', () => {
    const reading = readStream([START, TEXT]);
    expect(reading).toMatchObject({ complete: false, usage: { inputTokens: 240, outputTokens: 2 } });
  });

  it('tells an error inside a stream by its kind, and that nothing is billed before the start', () => {
    const error = { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } };
    expect(readStream([START, TEXT, error])).toMatchObject({
      complete: false,
      errorType: 'overloaded_error',
      notBilled: false,
    });
    expect(readStream([error])).toMatchObject({ errorType: 'overloaded_error', notBilled: true });
    expect(readStream([START, TEXT]).errorType).toBeUndefined();
  });

  it('counts web searches', () => {
    const usage = { input_tokens: 1, output_tokens: 1, server_tool_use: { web_search_requests: 3 } };
    expect(readMessage({ usage }).usage?.units).toEqual({ web_searches: 3 });
  });

  it('keeps the hour-long cache writes within the corrected sum of writes', () => {
    const reading = readStream([
      START,
      { type: 'message_delta', usage: { output_tokens: 1, cache_creation_input_tokens: 15 } },
    ]);
    expect(reading.usage).toMatchObject({ inputTokens: 225, cacheWriteTokens: 15, cacheWrite1hTokens: 15 });
  });

  it.each([
    [{ service_tier: 'standard' }, 'standard'],
    [{ service_tier: 'batch' }, 'batch'],
    [{ service_tier: 'standard', inference_geo: 'us' }, 'us_inference'],
    [{ service_tier: 'standard', inference_geo: 'global' }, 'standard'],
    [{ service_tier: 'standard', speed: 'fast' }, 'fast'],
    [{ service_tier: 'batch', inference_geo: 'us' }, 'batch+us_inference'],
    [{ service_tier: 'standard', speed: 'fast', inference_geo: 'us' }, 'fast+us_inference'],
  ])('reads the tier of %j as %s', (usage, tier) => {
    expect(readMessage({ usage: { input_tokens: 1, output_tokens: 1, ...usage } }).serviceTier).toBe(tier);
  });

  it('bills summaries and advice beside the message, each at the price of its model', () => {
    const iteration = (type: string, more: object) => ({
      type,
      input_tokens: 1000,
      output_tokens: 50,
      ...more,
    });
    const usage = {
      input_tokens: 23,
      output_tokens: 7,
      iterations: [
        iteration('compaction', {}),
        iteration('message', { input_tokens: 23, output_tokens: 7 }),
        iteration('advisor_message', { model: 'claude-opus-4-8', cache_read_input_tokens: 10 }),
      ],
    };
    const reading = readMessage({ model: 'claude-sonnet-5', usage });
    expect(reading.usage).toMatchObject({ inputTokens: 23, outputTokens: 7 });
    expect(
      reading.results?.map(({ model, usage: part }) => [model, part.inputTokens, part.outputTokens]),
    ).toEqual([
      ['claude-sonnet-5', 1000, 50],
      ['claude-opus-4-8', 1010, 50],
    ]);
  });

  it('finds no usage in a message without it', () => {
    expect(readMessage({ model: 'claude-instant-1.2', completion: ' hi' }).usage).toBeUndefined();
  });

  it.each([
    ['POST', '/v1/messages', 'chat', 'expected'],
    ['POST', '/v1/complete', 'text_completion', 'expected'],
    ['POST', '/v1/messages/count_tokens', 'count_tokens', 'never'],
    ['POST', '/v1/messages/batches', 'other', 'stated'],
    ['POST', '/v1/chat/completions', 'chat', 'expected'],
    ['GET', '/v1/messages/batches/msgbatch_1', 'other', 'never'],
    ['GET', '/v1/messages/batches/msgbatch_1/results', 'batch', 'once'],
    ['GET', '/v1/models', 'other', 'never'],
  ])('takes %s %s for %s, billed: %s', (method, path, operation, billing) => {
    expect(anthropic.endpoint(method, path)).toMatchObject({ operation, billing });
  });
});
