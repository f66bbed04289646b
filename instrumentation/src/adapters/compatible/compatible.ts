import type { Dialect } from '../openai/dialect.ts';
import { createEndpointFinder } from '../openai/endpoints.ts';
import { ROUTES, type Route } from '../openai/openai-routes.ts';
import { OPENAI_RATE_LIMITS, type RateLimitHeaders } from '../rate-limits.ts';
import type { ProviderAdapter } from '../types.ts';

export interface CompatibleOptions {
  /** Where the provider answers by default; none when absent, as for what people run themselves. */
  hosts?: readonly string[];
  /** `gen_ai.provider.name` where it is not the provider's id. */
  genAiProvider?: string;
  /** OpenAI's when absent. */
  rateLimitHeaders?: readonly RateLimitHeaders[];
  dialect?: Dialect;
  /** Endpoints of its own, which come before those of OpenAI's wire. */
  routes?: readonly Route[];
}

const OPENAI_WIRE: Dialect = {};

/** An adapter for a provider that speaks OpenAI's wire (or Anthropic's beside it), under the id given. */
export function createCompatibleAdapter(provider: string, options: CompatibleOptions = {}): ProviderAdapter {
  const { hosts = [], genAiProvider, rateLimitHeaders = OPENAI_RATE_LIMITS } = options;
  const { dialect = OPENAI_WIRE, routes } = options;
  return {
    provider,
    hosts,
    rateLimitHeaders,
    endpoint: createEndpointFinder(dialect, routes ? [...routes, ...ROUTES] : ROUTES),
    ...(genAiProvider !== undefined && { genAiProvider }),
  };
}
