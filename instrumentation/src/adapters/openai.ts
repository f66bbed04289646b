import { createEndpointFinder } from './endpoints.ts';
import { OPENAI_DIALECT } from './openai-dialect.ts';
import { FREE_MODERATION, ROUTES } from './openai-routes.ts';
import { OPENAI_RATE_LIMITS } from './rate-limits.ts';
import { type ProviderAdapter } from './types.ts';

export const openAi: ProviderAdapter = {
  provider: 'openai',
  // Regional hosts (eu.api.openai.com, ...) belong to the same account.
  hosts: ['api.openai.com', '.api.openai.com', 'oai.helicone.ai'],
  rateLimitHeaders: OPENAI_RATE_LIMITS,
  endpoint: createEndpointFinder(OPENAI_DIALECT, [FREE_MODERATION, ...ROUTES]),
};
