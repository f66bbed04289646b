import { describe, expect, it } from 'vitest';
import { anthropic } from './anthropic/anthropic.ts';
import { cloudflare } from './compatible/cloudflare.ts';
import { openAi } from './openai/openai.ts';
import { readExchange } from './testing/exchange.ts';

const GATEWAY_PATH = '/v1/account/gateway/openai/chat/completions';
const CHAT = { model: 'gpt-4o', usage: { prompt_tokens: 9, completion_tokens: 3 } };
const MESSAGE = { model: 'claude-sonnet-4-5', usage: { input_tokens: 9, output_tokens: 3 } };

describe('the cache of a gateway', () => {
  it.each([
    ['cf-aig-cache-status', cloudflare, { path: GATEWAY_PATH, response: CHAT }],
    ['helicone-cache', openAi, { hostname: 'oai.helicone.ai', response: CHAT }],
    [
      'helicone-cache',
      anthropic,
      { hostname: 'anthropic.helicone.ai', path: '/v1/messages', response: MESSAGE },
    ],
  ])('%s tells an answer that nobody bills', (header, adapter, exchange) => {
    const usage = { inputTokens: 9, outputTokens: 3 };
    const missed = readExchange(adapter, { ...exchange, headers: { [header]: 'MISS' } });
    expect(missed.reading.usage).toMatchObject(usage);
    const { reading } = readExchange(adapter, { ...exchange, headers: { [header]: 'HIT' } });
    expect(reading).toEqual({ complete: true, notBilled: true, responseModel: exchange.response.model });
  });

  it('means nothing at the provider itself', () => {
    const headers = { 'helicone-cache': 'HIT' };
    const exchange = { hostname: 'api.openai.com', response: CHAT, headers };
    expect(readExchange(openAi, exchange).reading.usage).toBeDefined();
  });
});
