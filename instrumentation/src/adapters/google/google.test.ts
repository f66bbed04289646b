import { describe, expect, it } from 'vitest';
import { googleVertex } from './google-vertex.ts';
import { google } from './google.ts';
import { readExchange } from '../testing/exchange.ts';

describe('content that Gemini keeps', () => {
  const path = '/v1beta/cachedContents';
  const kept = { name: 'cachedContents/c1', usageMetadata: { totalTokenCount: 10_000 } };

  function hoursOf(request: object, times: object): number | undefined {
    const exchange = {
      path,
      request: { model: 'models/gemini-2.5-flash', ...request },
      response: { ...kept, ...times },
    };
    const { reading } = readExchange(google, exchange);
    const tokenHours = (reading.usage?.units as Record<string, number> | undefined)?.['cache_token_hours'];
    return tokenHours === undefined ? undefined : tokenHours / 10_000;
  }

  it.each([
    ['the default', {}, {}, 1],
    ['the request as a duration', { ttl: '7200s' }, {}, 2],
    [
      'the response, where the request names an end',
      { expireTime: '2026-06-02T00:00:00Z' },
      { createTime: '2026-06-01T00:00:00Z', expireTime: '2026-06-02T00:00:00Z' },
      24,
    ],
  ])('is billed for as long as it is told by %s', (_, request, times, hours) => {
    expect(hoursOf(request, times)).toBe(hours);
  });
});

describe('OpenAI’s wire at Google', () => {
  it.each([
    [google, '/v1beta/openai/chat/completions'],
    [googleVertex, '/v1/projects/p/locations/l/endpoints/openapi/chat/completions'],
  ])('bills the thinking that is in the total alone: %#', (adapter, path) => {
    const usage = { prompt_tokens: 10, completion_tokens: 20, total_tokens: 130 };
    const { reading } = readExchange(adapter, { path, response: { model: 'gemini-2.5-flash', usage } });
    expect(reading.usage).toMatchObject({ inputTokens: 10, outputTokens: 120, reasoningTokens: 100 });
  });
});

describe('searches of interactions', () => {
  it.each([
    ['gemini-3-pro', { web_searches: 2 }, 'query'],
    ['gemini-2.5-flash', { web_searches: 1 }, 'prompt'],
  ])('of %s are billed as those of other requests are', (model, units, variant) => {
    const usage = {
      total_input_tokens: 7,
      total_output_tokens: 9,
      grounding_tool_count: [{ type: 'google_search', count: 2 }],
    };
    const { reading } = readExchange(google, { path: '/v1beta/interactions', response: { model, usage } });
    expect(reading).toMatchObject({ usage: { inputTokens: 7, units }, variant });
  });
});

describe('tiers of Vertex', () => {
  it.each([
    ['ON_DEMAND_FLEX', 'flex'],
    [3, 'priority'],
    ['constructor', undefined],
    [null, undefined],
  ])('reads the traffic type %s as %s', (trafficType, tier) => {
    const usageMetadata = { promptTokenCount: 1, candidatesTokenCount: 2, trafficType };
    const path = '/v1/projects/p/locations/l/publishers/google/models/gemini-2.5-flash:generateContent';
    expect(readExchange(googleVertex, { path, response: { usageMetadata } }).reading.serviceTier).toBe(tier);
  });
});
