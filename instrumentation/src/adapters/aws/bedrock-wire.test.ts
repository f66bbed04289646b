import { describe, expect, it } from 'vitest';
import { awsBedrock } from './aws-bedrock.ts';
import { bedrockModelOf } from './bedrock-wire.ts';
import { readExchange } from '../testing/exchange.ts';
import type { Reading } from '../types.ts';

function read(path: string, headers: Readonly<Record<string, string>>, ...documents: unknown[]): Reading {
  const reader = awsBedrock.endpoint('POST', path).createReader({
    method: 'POST',
    hostname: 'bedrock-runtime.us-east-1.amazonaws.com',
    port: undefined,
    path,
    header: () => undefined,
  });
  reader.readResponseHead?.({ statusCode: 200, header: (name) => headers[name] });
  for (const document of documents) reader.readResponse?.(document);
  return reader.reading();
}

describe('bedrockModelOf', () => {
  it.each([
    ['/model/us.amazon.nova-lite-v1%3A0/converse', 'us.amazon.nova-lite-v1:0'],
    ['/proxy/model/anthropic.claude-v2:1/invoke-with-response-stream', 'anthropic.claude-v2:1'],
    [
      '/model/arn%3Aaws%3Abedrock%3Aus-east-1%3A123456789012%3Ainference-profile%2Feu.amazon.nova-pro-v1%3A0/converse',
      'eu.amazon.nova-pro-v1:0',
    ],
    [
      '/model/arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-lite-v1:0/invoke',
      'amazon.nova-lite-v1:0',
    ],
    [
      '/model/arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/abc123/converse',
      'application-inference-profile/abc123',
    ],
    ['/model/broken%ZZ/converse', 'broken%ZZ'],
    ['/guardrail/g/version/1/apply', undefined],
  ])('names the model of %s: %s', (path, model) => {
    expect(bedrockModelOf(path)).toBe(model);
  });
});

describe('the Bedrock adapter', () => {
  it('takes the model that answers behind a profile, but no file of a server of its own', () => {
    const path = '/model/arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/abc/invoke';
    const usage = { prompt_tokens: 1, completion_tokens: 2 };
    expect(read(path, {}, { model: 'claude-sonnet-4-5', usage }).responseModel).toBe('claude-sonnet-4-5');
    expect(read(path, {}, { model: '/opt/ml/model', usage }).responseModel).toBeUndefined();
    expect(read('/model/amazon.x/invoke', {}, { model: 'other', usage }).responseModel).toBeUndefined();
  });

  it('tells the tier, and optimized latency as one', () => {
    const usage = { inputTokens: 1, outputTokens: 1 };
    const path = '/model/amazon.nova-pro-v1:0/converse';
    expect(read(path, {}, { usage, serviceTier: { type: 'flex' } }).serviceTier).toBe('flex');
    expect(read(path, {}, { usage, performanceConfig: { latency: 'optimized' } }).serviceTier).toBe(
      'optimized',
    );
    expect(read(path, {}, { usage, performanceConfig: { latency: 'standard' } }).serviceTier).toBeUndefined();
  });

  it('ignores counts in headers that are no numbers', () => {
    const headers = { 'x-amzn-bedrock-input-token-count': 'many', 'x-amzn-bedrock-output-token-count': '-1' };
    expect(read('/model/amazon.x/invoke', headers).usage).toBeUndefined();
  });

  it('counts writes to a cache that lives for an hour', () => {
    const reading = read(
      '/model/amazon.x/converse',
      {},
      {
        usage: {
          inputTokens: 1,
          outputTokens: 2,
          cacheReadInputTokens: 4,
          cacheWriteInputTokens: 30,
          cacheDetails: [
            { ttl: '1h', inputTokens: 20 },
            { ttl: '5m', inputTokens: 10 },
          ],
        },
      },
    );
    expect(reading.usage).toEqual({
      inputTokens: 35,
      outputTokens: 2,
      cacheReadTokens: 4,
      cacheWriteTokens: 30,
      cacheWrite1hTokens: 20,
    });
  });

  it('charges pictures when they were made, and none when the request was refused', () => {
    const path = '/model/amazon.titan-image-generator-v2:0/invoke';
    const request = { taskType: 'TEXT_IMAGE', imageGenerationConfig: { numberOfImages: 2 } };
    expect(readExchange(awsBedrock, { path, request }).reading.usage).toEqual({ units: { images: 2 } });
    for (const status of [400, 429, 503]) {
      expect(readExchange(awsBedrock, { path, request, status }).reading.usage).toBeUndefined();
    }
  });

  it.each([
    [
      'bedrock-runtime.eu-west-1.amazonaws.com',
      'global.anthropic.claude-x-v1:0',
      'global.anthropic.claude-x-v1:0',
    ],
    ['bedrock-mantle.eu-west-1.api.aws', 'anthropic.claude-x', 'anthropic.claude-x'],
    [
      'bedrock-runtime.eu-west-1.amazonaws.com',
      'arn:aws:bedrock:eu-west-1:123456789012:inference-profile/us.anthropic.claude-x-v1:0',
      'us.anthropic.claude-x-v1:0',
    ],
  ])(
    'reads messages of Claude at %s under the name that was asked for: %s',
    (hostname, model, requestModel) => {
      const response = { model: 'claude-x', usage: { input_tokens: 3, output_tokens: 4 } };
      const path = '/anthropic/v1/messages';
      const { reading, operation } = readExchange(awsBedrock, {
        hostname,
        path,
        request: { model },
        response,
      });
      expect(operation).toBe('chat');
      expect(reading).toMatchObject({ requestModel, usage: { inputTokens: 3, outputTokens: 4 } });
      expect(reading.responseModel).toBeUndefined();
    },
  );

  it('names the model that answers messages behind a profile, and no account', () => {
    const model = 'arn:aws:bedrock:eu-west-1:123456789012:application-inference-profile/abc';
    const response = { model: 'claude-x', usage: { input_tokens: 3, output_tokens: 4 } };
    const { reading } = readExchange(awsBedrock, {
      path: '/anthropic/v1/messages',
      request: { model },
      response,
    });
    expect(reading).toMatchObject({
      requestModel: 'application-inference-profile/abc',
      responseModel: 'claude-x',
    });
  });

  it('keeps the counts of the cache when the end of a stream of Claude has none', () => {
    const start = { input_tokens: 3, cache_read_input_tokens: 1_000, output_tokens: 1 };
    const end = { input_tokens: null, cache_read_input_tokens: null, output_tokens: 50 };
    const reading = read(
      '/model/anthropic.claude-sonnet-4-5-20250929-v1:0/invoke-with-response-stream',
      {},
      { type: 'message_start', message: { usage: start } },
      { type: 'message_delta', usage: end },
    );
    expect(reading.usage).toMatchObject({ inputTokens: 1_003, cacheReadTokens: 1_000, outputTokens: 50 });
  });
});
