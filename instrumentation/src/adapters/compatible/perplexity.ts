import { USAGE_UNIT } from '../../names.ts';
import type { Usage } from '../../pricing/usage.ts';
import { createCompatibleAdapter } from './compatible.ts';
import type { WireObject } from '../openai/dialect.ts';
import { asCount, asObject, asText } from '../../wire/json-values.ts';
import { parseOpenAiUsage } from '../openai/openai-usage.ts';
import type { Route } from '../openai/openai-routes.ts';

/** Source: docs.perplexity.ai, chat completions: the default of `web_search_options.search_context_size`. */
const DEFAULT_CONTEXT_SIZE = 'low';
/** Models that are billed by the request beside the tokens. Source: docs.perplexity.ai/getting-started/pricing. */
const MODELS_WITH_REQUEST_FEE = /^sonar(-pro|-reasoning|-reasoning-pro)?$/;

/** An asynchronous completion states its usage when it is fetched. */
const ASYNC: Route = {
  method: 'GET',
  path: /\/async\/chat\/completions\/[^/]+$/,
  operation: 'chat',
  genAiOperation: 'chat',
  billing: 'once',
  reader: 'result',
};
const ASYNC_START: Route = {
  method: 'POST',
  path: /\/async\/chat\/completions$/,
  operation: 'chat',
  billing: 'stated',
  reader: 'result',
};

/** Billed by the request, which no response tells. Source: docs.perplexity.ai/getting-started/pricing, Search API. */
const SEARCH: Route = {
  method: 'POST',
  path: /\/search$/,
  operation: 'search',
  billing: 'expected',
  reader: 'result',
};

export const perplexity = createCompatibleAdapter('perplexity', {
  hosts: ['api.perplexity.ai'],
  routes: [ASYNC, ASYNC_START, SEARCH],
  dialect: {
    streamsStateUsage: true,
    parseUsage,
    statedCostUsd: ({ cost }) => asCount(asObject(cost)?.['total_cost']),
    countUnits,
    requestMembers: { web_search_options: { object: { search_context_size: true } } },
    variant({ model, request, usage }) {
      if (model === undefined || !MODELS_WITH_REQUEST_FEE.test(model)) return undefined;
      const asked = asObject(request['web_search_options'])?.['search_context_size'];
      return `${model}/${asText(usage['search_context_size']) ?? asText(asked) ?? DEFAULT_CONTEXT_SIZE}`;
    },
  },
});

/**
 * Deep research states what it reasoned beside the completion, and bills it at a rate of its own. Source:
 * docs.perplexity.ai/getting-started/pricing, reasoning tokens.
 */
function parseUsage(wire: unknown): Usage | undefined {
  const usage = parseOpenAiUsage(wire);
  const reasoning = asCount(asObject(wire)?.['reasoning_tokens']) ?? 0;
  if (usage === undefined || reasoning === 0) return usage;
  const completion = asCount(asObject(wire)?.['completion_tokens']) ?? 0;
  return { ...usage, outputTokens: completion + reasoning };
}

function countUnits(result: WireObject, wire: WireObject): Usage['units'] | undefined {
  const citationTokens = asCount(wire['citation_tokens']) ?? 0;
  const searches = asCount(wire['num_search_queries']) ?? 0;
  const model = asText(result['model']) ?? '';
  const units = {
    ...(MODELS_WITH_REQUEST_FEE.test(model) && { [USAGE_UNIT.requests]: 1 }),
    ...(citationTokens > 0 && { [USAGE_UNIT.citationTokens]: citationTokens }),
    ...(searches > 0 && { [USAGE_UNIT.webSearches]: searches }),
  };
  return Object.keys(units).length > 0 ? units : undefined;
}
