import { anthropic } from '../anthropic/anthropic.ts';
import { awsBedrock } from '../aws/aws-bedrock.ts';
import { azure } from './azure.ts';
import { cartesia } from '../cartesia.ts';
import { cohere } from '../cohere/cohere.ts';
import { COMPATIBLE_PROVIDERS } from './compatible-providers.ts';
import { createCompatibleAdapter } from './compatible.ts';
import { deepgram } from '../deepgram.ts';
import { elevenLabs } from '../elevenlabs.ts';
import { googleVertex } from '../google/google-vertex.ts';
import { google } from '../google/google.ts';
import { huggingFace } from './huggingface.ts';
import { behindCache } from '../gateway-cache.ts';
import { asObject } from '../../wire/json-values.ts';
import { mistral } from './mistral.ts';
import { openAi } from '../openai/openai.ts';
import { openRouter } from './openrouter.ts';
import { perplexity } from './perplexity.ts';
import { replicate } from '../replicate.ts';
import type { Endpoint, ProviderAdapter } from '../types.ts';
import { xai } from './xai.ts';

/** `/v1/{account}/{gateway}/{provider}/...` */
const GATEWAY_PATH = /^\/v1\/[^/]+\/[^/]+\/([^/]+)(\/.*)$/;
/** Source: developers.cloudflare.com/ai-gateway/features/caching. */
const CACHE_HEADER = 'cf-aig-cache-status';
/** `/ai/run/{model}`, behind the gateway `/workers-ai/{model}`. */
const MODEL_RUN = /\/(?:ai\/run|workers-ai)\/(@[a-z]+\/.+)$/;

/** Providers by the names of the gateway. Source: developers.cloudflare.com/ai-gateway/usage/providers. */
const BEHIND_GATEWAY: ReadonlyMap<string, ProviderAdapter> = new Map([
  ...COMPATIBLE_PROVIDERS.map((adapter) => [adapter.provider, adapter] as const),
  ['openai', openAi],
  ['anthropic', anthropic],
  ['aws-bedrock', awsBedrock],
  ['azure-openai', azure],
  ['cartesia', cartesia],
  ['cohere', cohere],
  ['deepgram', deepgram],
  ['elevenlabs', elevenLabs],
  ['google-ai-studio', google],
  ['google-vertex-ai', googleVertex],
  ['huggingface', huggingFace],
  ['mistral', mistral],
  ['openrouter', openRouter],
  ['perplexity-ai', perplexity],
  ['grok', xai],
  ['replicate', replicate],
]);

const workersAi = createCompatibleAdapter('cloudflare', {
  hosts: ['api.cloudflare.com', 'gateway.ai.cloudflare.com'],
  routes: [
    {
      method: 'POST',
      path: MODEL_RUN,
      operation: 'chat',
      genAiOperation: 'chat',
      billing: 'stated',
      reader: 'completion',
    },
  ],
  dialect: {
    members: { result: { object: { usage: true } } },
    findUsage: (result) => result['usage'] ?? asObject(result['result'])?.['usage'],
    modelOfPath: (path) => MODEL_RUN.exec(path)?.[1],
  },
});

const FREE: Endpoint = { ...workersAi.endpoint('GET', '/'), billing: 'never' };

/** Workers AI, and the AI Gateway: what passes through it is billed by the provider that its path names. */
export const cloudflare: ProviderAdapter = {
  ...workersAi,
  endpoint(method, path) {
    const [, name, rest] = GATEWAY_PATH.exec(path) ?? [];
    const adapter = name === undefined ? undefined : BEHIND_GATEWAY.get(name);
    if (adapter !== undefined && rest !== undefined) {
      const { provider, genAiProvider } = adapter;
      return behindCache({ ...adapter.endpoint(method, rest), provider, genAiProvider }, CACHE_HEADER);
    }
    if (name !== undefined) return behindCache(workersAi.endpoint(method, path), CACHE_HEADER);
    // The rest of Cloudflare's API is no inference.
    return path.includes('/ai/') ? workersAi.endpoint(method, path) : FREE;
  },
};
