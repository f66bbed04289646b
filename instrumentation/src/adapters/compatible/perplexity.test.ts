import { describe, expect, it } from 'vitest';
import { perplexity } from './perplexity.ts';
import { readExchange } from '../testing/exchange.ts';

const USAGE = { prompt_tokens: 10, completion_tokens: 250, total_tokens: 260 };

describe('Perplexity adapter', () => {
  it.each([
    ['low when none is told', {}, {}, 'sonar/low'],
    ['the one asked for', { web_search_options: { search_context_size: 'high' } }, {}, 'sonar/high'],
    [
      'the one told before the one asked for',
      { web_search_options: { search_context_size: 'high' } },
      { search_context_size: 'medium' },
      'sonar/medium',
    ],
  ])('bills a request by the size of the search context: %s', (_what, asked, told, variant) => {
    const request = { model: 'sonar', ...asked };
    const response = { model: 'sonar', usage: { ...USAGE, ...told } };
    const { reading } = readExchange(perplexity, { path: '/chat/completions', request, response });
    expect(reading).toMatchObject({
      variant,
      usage: { inputTokens: 10, outputTokens: 250, units: { requests: 1 } },
    });
  });

  it('takes the cost that is stated', () => {
    const cost = { input_tokens_cost: 0.00001, request_cost: 0.005, total_cost: 0.00526 };
    const { reading } = readExchange(perplexity, { response: { model: 'sonar', usage: { ...USAGE, cost } } });
    expect(reading.statedCostUsd).toBe(0.00526);
  });

  it('counts what deep research reasons, cites and searches', () => {
    const usage = { ...USAGE, citation_tokens: 20_000, num_search_queries: 18, reasoning_tokens: 200 };
    const { reading } = readExchange(perplexity, { response: { model: 'sonar-deep-research', usage } });
    expect(reading.usage).toEqual({
      inputTokens: 10,
      outputTokens: 450,
      reasoningTokens: 200,
      units: { citation_tokens: 20_000, web_searches: 18 },
    });
    expect(reading.variant).toBeUndefined();
  });

  it('books an asynchronous completion when it is fetched, by its id', () => {
    const path = '/async/chat/completions/a-1';
    const response = {
      id: 'a-1',
      status: 'COMPLETED',
      response: { id: 'r-1', model: 'sonar', usage: USAGE },
    };
    const { reading } = readExchange(perplexity, { method: 'GET', path, response });
    expect(reading).toMatchObject({ usage: { inputTokens: 10 }, resultId: 'r-1' });
    expect(perplexity.endpoint('GET', path).billing).toBe('once');
    expect(perplexity.endpoint('POST', '/async/chat/completions').billing).toBe('stated');
  });
});
