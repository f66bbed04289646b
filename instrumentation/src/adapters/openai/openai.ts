import { createEndpointFinder } from './endpoints.ts';
import { OPENAI_DIALECT } from './openai-dialect.ts';
import { behindCache, HELICONE_CACHE_HEADER } from '../gateway-cache.ts';
import { FREE_MODERATION, ROUTES } from './openai-routes.ts';
import { OPENAI_RATE_LIMITS } from '../rate-limits.ts';
import type { ProviderAdapter } from '../types.ts';

const HELICONE_HOST = 'oai.helicone.ai';
const findEndpoint = createEndpointFinder(OPENAI_DIALECT, [FREE_MODERATION, ...ROUTES]);

export const openAi: ProviderAdapter = {
  provider: 'openai',
  // Regional hosts (eu.api.openai.com, ...) belong to the same account.
  hosts: ['api.openai.com', '.api.openai.com', HELICONE_HOST],
  rateLimitHeaders: OPENAI_RATE_LIMITS,
  endpoint(method, path, hostname) {
    const endpoint = findEndpoint(method, path, hostname);
    return hostname === HELICONE_HOST ? behindCache(endpoint, HELICONE_CACHE_HEADER) : endpoint;
  },
};
