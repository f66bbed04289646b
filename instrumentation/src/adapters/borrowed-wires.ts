import { anthropic } from './anthropic/anthropic.ts';
import { createEndpointFinder } from './openai/endpoints.ts';
import { ROUTES } from './openai/openai-routes.ts';
import type { ProviderAdapter } from './types.ts';

/** Endpoints of OpenAI's wire at providers that speak it beside their own. */
export const findOpenAiEndpoint: ProviderAdapter['endpoint'] = createEndpointFinder({}, ROUTES);

/** Endpoints of Anthropic's wire at such providers. */
export const findAnthropicEndpoint: ProviderAdapter['endpoint'] = (method, path) =>
  anthropic.endpoint(method, path);
