import type { RequestHead } from '../../capture/types.ts';
import { MessageReader } from './anthropic-reader.ts';
import { parseAnthropicUsage } from './anthropic-usage.ts';
import { BATCH_TIER, BatchResultsReader } from '../openai/batch-reader.ts';
import { createEndpointFinder } from '../openai/endpoints.ts';
import { behindCache, HELICONE_CACHE_HEADER } from '../gateway-cache.ts';
import type { Shape } from '../../wire/json-extractor.ts';
import { asObject, asText } from '../../wire/json-values.ts';
import { ROUTES } from '../openai/openai-routes.ts';
import type { RateLimitHeaders } from '../rate-limits.ts';
import type { CallReader, Endpoint, ProviderAdapter } from '../types.ts';

/** Source: platform.claude.com/docs/en/api/rate-limits, response headers. */
const RATE_LIMIT_HEADERS: readonly RateLimitHeaders[] = [
  'requests',
  'tokens',
  'input_tokens',
  'output_tokens',
].map((kind) => ({
  kind,
  limit: `anthropic-ratelimit-${kind.replace('_', '-')}-limit`,
  remaining: `anthropic-ratelimit-${kind.replace('_', '-')}-remaining`,
}));

const HELICONE_HOST = 'anthropic.helicone.ai';
const BATCH_RESULTS = /\/messages\/batches\/([^/]+)\/results$/;
/** A line of the results of a message batch. Source: platform.claude.com/docs/en/api/retrieving-message-batch-results. */
const BATCH_LINE_SHAPE: Shape = {
  object: {
    result: { object: { type: true, message: { object: { id: true, model: true, usage: true } } } },
  },
};

function createReader(_head: RequestHead): CallReader {
  return new MessageReader();
}

function createBatchResultsReader(head: RequestHead): CallReader {
  return new BatchResultsReader(BATCH_LINE_SHAPE, BATCH_RESULTS.exec(head.path)?.[1], (line) => {
    const result = asObject(line['result']);
    const message = asObject(result?.['message']);
    // Requests that failed, expired or were cancelled are not charged.
    const usage = result?.['type'] === 'succeeded' ? parseAnthropicUsage(message?.['usage']) : undefined;
    if (usage === undefined) return undefined;
    const model = asText(message?.['model']);
    const resultId = asText(message?.['id']);
    const isUs = asObject(message?.['usage'])?.['inference_geo'] === 'us';
    return {
      usage,
      serviceTier: isUs ? `${BATCH_TIER}+us_inference` : BATCH_TIER,
      ...(model !== undefined && { model }),
      ...(resultId !== undefined && { resultId }),
    };
  });
}

const findOpenAiEndpoint = createEndpointFinder({}, ROUTES);
const CHAT: Endpoint = { operation: 'chat', genAiOperation: 'chat', billing: 'expected', createReader };
const COMPLETE: Endpoint = {
  operation: 'text_completion',
  genAiOperation: 'text_completion',
  billing: 'expected',
  createReader,
};
const COUNT_TOKENS: Endpoint = { operation: 'count_tokens', billing: 'never', createReader };
const BATCH: Endpoint = { operation: 'batch', billing: 'once', createReader: createBatchResultsReader };
const OTHER_POST: Endpoint = { operation: 'other', billing: 'stated', createReader };
const OTHER: Endpoint = { operation: 'other', billing: 'never', createReader };

export const anthropic: ProviderAdapter = {
  provider: 'anthropic',
  hosts: ['api.anthropic.com', HELICONE_HOST],
  rateLimitHeaders: RATE_LIMIT_HEADERS,
  endpoint(method, path, hostname): Endpoint {
    const endpoint = findEndpoint(method, path);
    return hostname === HELICONE_HOST ? behindCache(endpoint, HELICONE_CACHE_HEADER) : endpoint;
  },
};

function findEndpoint(method: string, path: string): Endpoint {
  if (method === 'POST') {
    if (path.endsWith('/messages')) return CHAT;
    if (path.endsWith('/complete')) return COMPLETE;
    // Anthropic speaks OpenAI's wire, too.
    if (path.endsWith('/chat/completions')) return findOpenAiEndpoint(method, path);
    return path.endsWith('/messages/count_tokens') ? COUNT_TOKENS : OTHER_POST;
  }
  return method === 'GET' && BATCH_RESULTS.test(path) ? BATCH : OTHER;
}
