import { anthropic } from './anthropic.ts';
import { createEndpointFinder } from './endpoints.ts';
import { ROUTES } from './openai-routes.ts';
import { type ProviderAdapter } from './types.ts';

/** Endpoints of OpenAI's wire at providers that speak it beside their own. */
export const findOpenAiEndpoint: ProviderAdapter['endpoint'] = createEndpointFinder({}, ROUTES);

/** Endpoints of Anthropic's wire at such providers. */
export const findAnthropicEndpoint: ProviderAdapter['endpoint'] = (method, path) =>
  anthropic.endpoint(method, path);
