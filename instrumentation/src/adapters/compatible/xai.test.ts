import { describe, expect, it } from 'vitest';
import { readExchange } from '../testing/exchange.ts';
import { xai } from './xai.ts';

describe('xAI adapter', () => {
  const usage = {
    prompt_tokens: 12,
    completion_tokens: 1,
    total_tokens: 241,
    prompt_tokens_details: { cached_tokens: 2 },
    completion_tokens_details: { reasoning_tokens: 228 },
    num_sources_used: 3,
    cost_in_usd_ticks: 1_176_500,
  };

  it('adds reasoning that the completion leaves out, and takes the stated cost', () => {
    const { reading } = readExchange(xai, { response: { model: 'grok-3-mini', usage } });
    expect(reading.usage).toEqual({
      inputTokens: 12,
      outputTokens: 229,
      cacheReadTokens: 2,
      reasoningTokens: 228,
      units: { sources: 3 },
    });
    expect(reading.statedCostUsd).toBeCloseTo(0.000_117_65, 15);
  });

  it('adds nothing where the completion holds the reasoning', () => {
    const whole = { ...usage, completion_tokens: 229, total_tokens: 241 };
    expect(readExchange(xai, { response: { usage: whole } }).reading.usage).toMatchObject({
      outputTokens: 229,
    });
  });

  it('counts calls of its tools, by its own count before that of the output', () => {
    const response = {
      output: [{ type: 'web_search_call' }, { type: 'file_search_call' }],
      usage: { input_tokens: 1, output_tokens: 2 },
    };
    const path = '/v1/responses';
    const units = { web_searches: 1, file_searches: 1 };
    expect(readExchange(xai, { path, response }).reading.usage).toMatchObject({ units });
    const details = { web_search_calls: 2, x_search_calls: 1, document_search_calls: 4, mcp_calls: 9 };
    const counted = { ...response, usage: { ...response.usage, server_side_tool_usage_details: details } };
    expect(readExchange(xai, { path, response: counted }).reading.usage).toMatchObject({
      units: { web_searches: 3, file_searches: 4 },
    });
  });

  it('books a deferred completion when it is fetched', () => {
    expect(xai.endpoint('GET', '/v1/chat/deferred-completion/d-1')).toMatchObject({ billing: 'once' });
  });
});
