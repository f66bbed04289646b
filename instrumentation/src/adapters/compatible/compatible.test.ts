import { describe, expect, it } from 'vitest';
import { alibaba } from './alibaba.ts';
import { azure } from './azure.ts';
import { cloudflare } from './cloudflare.ts';
import { COMPATIBLE_PROVIDERS } from './compatible-providers.ts';
import { createCompatibleAdapter } from './compatible.ts';
import { fireworks } from './fireworks.ts';
import { huggingFace } from './huggingface.ts';
import { mistral } from './mistral.ts';
import { openRouter } from './openrouter.ts';
import { createAdapterFinder } from '../registry.ts';
import { type Exchange, readExchange } from '../testing/exchange.ts';
import type { ProviderAdapter } from '../types.ts';

function adapterOf(provider: string): ProviderAdapter {
  return (
    COMPATIBLE_PROVIDERS.find((adapter) => adapter.provider === provider) ?? createCompatibleAdapter(provider)
  );
}

const USAGE = { prompt_tokens: 100, completion_tokens: 20, total_tokens: 120 };
const CHUNK = { id: 'c-1', object: 'chat.completion.chunk', model: 'made-up-1' };

function usageOf(adapter: ProviderAdapter, exchange: Exchange) {
  return readExchange(adapter, exchange).reading.usage;
}

describe('the usage of a provider with the wire of OpenAI', () => {
  it('is that of the final chunk although it has choices, too', () => {
    const choices = [{ index: 0, delta: { content: 'hi' }, finish_reason: 'stop' }];
    const stream = [
      { ...CHUNK, choices, usage: null },
      { ...CHUNK, choices, usage: USAGE },
    ];
    expect(usageOf(adapterOf('acme'), { stream })).toEqual({ inputTokens: 100, outputTokens: 20 });
  });

  it('is an explicit zero where the provider states one', () => {
    const zero = { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 };
    const request = { model: 'made-up-1', stream: true };
    const stream = [
      { ...CHUNK, choices: [{ index: 0, delta: { content: 'hi' } }] },
      { ...CHUNK, usage: zero },
    ];
    expect(usageOf(adapterOf('acme'), { request, stream })).toEqual({ inputTokens: 0, outputTokens: 0 });
  });

  it.each([
    ['deepseek', { prompt_cache_hit_tokens: 64, prompt_cache_miss_tokens: 36 }],
    ['together', { cached_tokens: 64 }],
    ['moonshot', { cached_tokens: 64 }],
    ['acme', { prompt_tokens_details: { cached_tokens: 64 } }],
    ['litellm', { cache_read_input_tokens: 64 }],
  ])('counts cached tokens as a part, never twice: %s', (provider, cached) => {
    const response = { model: 'made-up-1', usage: { ...USAGE, ...cached } };
    expect(usageOf(adapterOf(provider), { response })).toEqual({
      inputTokens: 100,
      outputTokens: 20,
      cacheReadTokens: 64,
    });
  });

  it.each([
    ['an object of its own', { prompt_tokens_details: { cached_tokens: 10, cache_write_tokens: 30 } }],
    [
      'both forms',
      {
        prompt_tokens_details: { cached_tokens: 10, cache_creation_tokens: 30 },
        cache_read_input_tokens: 10,
        cache_creation_input_tokens: 30,
      },
    ],
  ])('counts tokens written to the cache once, told in %s', (_what, parts) => {
    const response = { usage: { ...USAGE, ...parts } };
    expect(usageOf(adapterOf('litellm'), { response })).toEqual({
      inputTokens: 100,
      outputTokens: 20,
      cacheReadTokens: 10,
      cacheWriteTokens: 30,
    });
  });

  it('adds cached tokens that a proxy of Anthropic leaves out of the prompt', () => {
    const usage = {
      input_tokens: 5,
      output_tokens: 2,
      cache_read_input_tokens: 90,
      cache_creation_input_tokens: 7,
    };
    expect(usageOf(adapterOf('acme'), { path: '/v1/responses', response: { usage } })).toMatchObject({
      inputTokens: 102,
      cacheReadTokens: 90,
      cacheWriteTokens: 7,
    });
  });

  it('is the total where nothing else is told', () => {
    const exchange = { path: '/v1/embeddings', response: { model: 'e', usage: { total_tokens: 9 } } };
    expect(usageOf(adapterOf('jina'), exchange)).toEqual({ inputTokens: 9, outputTokens: 0 });
  });

  it('is found in the last choice at Moonshot', () => {
    const last = { ...CHUNK, choices: [{ index: 0, delta: {}, finish_reason: 'stop', usage: USAGE }] };
    const stream = [{ ...CHUNK, choices: [{ index: 0, delta: { content: 'hi' } }] }, last];
    expect(usageOf(adapterOf('moonshot'), { stream })).toEqual({ inputTokens: 100, outputTokens: 20 });
  });

  it('is found in x_groq at Groq', () => {
    const stream = [
      { ...CHUNK, x_groq: { id: 'r-1' } },
      { ...CHUNK, choices: [], x_groq: { id: 'r-1', usage: USAGE } },
    ];
    expect(usageOf(adapterOf('groq'), { stream })).toEqual({ inputTokens: 100, outputTokens: 20 });
  });

  it('takes the cached tokens of a header where the body has none', () => {
    const headers = { 'fireworks-cached-prompt-tokens': '48' };
    expect(usageOf(fireworks, { headers, response: { usage: USAGE } })).toMatchObject({
      cacheReadTokens: 48,
    });
    const told = { ...USAGE, prompt_tokens_details: { cached_tokens: 50 } };
    expect(usageOf(fireworks, { headers, response: { usage: told } })).toMatchObject({ cacheReadTokens: 50 });
  });

  it('is that of the wire of Anthropic, too, where a provider speaks it', () => {
    const response = {
      id: 'm',
      model: 'glm-5.2',
      usage: { input_tokens: 3, cache_read_input_tokens: 7, output_tokens: 2 },
    };
    const path = '/api/anthropic/v1/messages';
    expect(usageOf(adapterOf('zai'), { path, response })).toMatchObject({
      inputTokens: 10,
      outputTokens: 2,
      cacheReadTokens: 7,
    });
  });
});

describe('Azure', () => {
  it('names the deployment when the response has no model, and the model that answered otherwise', () => {
    const path = '/openai/deployments/model-router/chat/completions';
    const { reading } = readExchange(azure, { path, request: {}, response: { model: '', usage: USAGE } });
    expect(reading).toMatchObject({ requestModel: 'model-router', usage: { inputTokens: 100 } });
    expect(reading.responseModel).toBeUndefined();
    const routed = readExchange(azure, {
      path,
      response: { model: 'gpt-4.1-mini-2025-04-14', usage: USAGE },
    });
    expect(routed.reading.responseModel).toBe('gpt-4.1-mini-2025-04-14');
  });

  it('tells a prompt that was filtered as an error that costs nothing', () => {
    const response = { error: { code: 'content_filter', type: null, status: 400 } };
    const { reading } = readExchange(azure, { response });
    expect(reading).toMatchObject({ errorType: 'content_filter', notBilled: true });
  });

  it('answers for Claude in the wire of Anthropic', () => {
    const response = { model: 'claude-sonnet-4-6', usage: { input_tokens: 3, output_tokens: 2 } };
    const { reading, operation } = readExchange(azure, { path: '/anthropic/v1/messages', response });
    expect(operation).toBe('chat');
    expect(reading.usage).toMatchObject({ inputTokens: 3, outputTokens: 2 });
  });
});

describe('OpenRouter', () => {
  it.each([
    ['its cost', { ...USAGE, cost: 0.0042, is_byok: false }, 0.0042],
    ['nothing for a free model', { ...USAGE, cost: 0 }, 0],
    [
      'its fee alone for a key of the user',
      { ...USAGE, cost: 0.0001, is_byok: true, cost_details: { upstream_inference_cost: 0.002 } },
      0.0001,
    ],
  ])('states %s', (_what, usage, costUsd) => {
    const { reading } = readExchange(openRouter, { response: { model: 'a/b', usage } });
    expect(reading.statedCostUsd).toBe(costUsd);
  });

  it('states no cost where it says none', () => {
    expect(readExchange(openRouter, { response: { usage: USAGE } }).reading.statedCostUsd).toBeUndefined();
  });

  it('is asked about generations for nothing', () => {
    expect(openRouter.endpoint('GET', '/api/v1/generation').billing).toBe('never');
  });
});

describe('Mistral', () => {
  it('bills documents by the page', () => {
    const response = {
      model: 'mistral-ocr-2505',
      pages: [],
      usage_info: { pages_processed: 29, doc_size_bytes: 9 },
    };
    const { reading, operation } = readExchange(mistral, { path: '/v1/ocr', response });
    expect(operation).toBe('ocr');
    expect(reading.usage).toEqual({ units: { pages: 29 } });
  });

  it('counts the seconds of sound beside the tokens', () => {
    const usage = { prompt_audio_seconds: 203, prompt_tokens: 4, completion_tokens: 635, total_tokens: 3264 };
    const exchange = { path: '/v1/audio/transcriptions', response: { model: 'voxtral-mini-2507', usage } };
    expect(usageOf(mistral, exchange)).toEqual({
      inputTokens: 4,
      outputTokens: 635,
      units: { audio_seconds: 203 },
    });
  });

  it('reads conversations', () => {
    const usage = { ...USAGE, connectors: { web_search: 2 } };
    const request = { model: 'mistral-medium-latest', stream: true };
    const stream = [{ type: 'conversation.response.started' }, { type: 'conversation.response.done', usage }];
    const { reading } = readExchange(mistral, { path: '/v1/conversations', request, stream });
    expect(reading).toMatchObject({
      requestModel: 'mistral-medium-latest',
      usage: { inputTokens: 100, units: { web_searches: 2 } },
    });
  });
});

describe('gateways and routers', () => {
  it.each([
    ['/together/v1/chat/completions', {}, 'together'],
    ['/v1/chat/completions', { 'x-inference-provider': 'novita' }, 'novita'],
    ['/v1/chat/completions', {}, undefined],
    ['/v1/chat/completions', { 'x-inference-provider': 'Secret words' }, undefined],
  ])('Hugging Face tells who answered: %s %j', (path, headers, variant) => {
    const { reading } = readExchange(huggingFace, { path, headers, response: { model: 'm', usage: USAGE } });
    expect(reading.variant).toBe(variant);
  });

  it.each([
    ['litellm', { headers: { 'x-litellm-response-cost': '0.00125' }, response: { usage: USAGE } }, 0.00125],
    ['litellm', { response: { usage: USAGE } }, undefined],
    ['deepinfra', { response: { usage: { ...USAGE, estimated_cost: 0.0003 } } }, 0.0003],
    ['vercel-ai-gateway', { response: { usage: { ...USAGE, cost: '0.0021' } } }, 0.0021],
  ])('%s states its cost: %j', (provider, exchange, costUsd) => {
    expect(readExchange(adapterOf(provider), exchange).reading.statedCostUsd).toBe(costUsd);
  });

  it.each([
    ['/v1/account/gateway/openai/chat/completions', 'openai'],
    ['/v1/account/gateway/anthropic/v1/messages', 'anthropic'],
    ['/v1/account/gateway/grok/v1/chat/completions', 'xai'],
    ['/v1/account/gateway/compat/chat/completions', undefined],
    ['/client/v4/accounts/account/ai/v1/chat/completions', undefined],
  ])('Cloudflare passes %s on to %s', (path, provider) => {
    expect(cloudflare.endpoint('POST', path)).toMatchObject({ operation: 'chat', billing: 'expected' });
    expect(cloudflare.endpoint('POST', path).provider).toBe(provider);
  });

  it.each([
    ['google-ai-studio/v1beta/models/gemini-2.5-flash:generateContent', 'google'],
    [
      'google-vertex-ai/v1/projects/p/locations/l/publishers/google/models/m:generateContent',
      'google-vertex',
    ],
    ['aws-bedrock/bedrock-runtime/us-east-1/model/amazon.nova-lite-v1:0/converse', 'aws-bedrock'],
    ['cohere/v2/chat', 'cohere'],
    ['replicate/predictions', 'replicate'],
    ['elevenlabs/v1/text-to-speech/voice', 'elevenlabs'],
  ])('Cloudflare passes on %s, which is no wire of OpenAI', (path, provider) => {
    const endpoint = cloudflare.endpoint('POST', `/v1/account/gateway/${path}`);
    expect(endpoint).toMatchObject({ provider, billing: 'expected' });
  });

  it('Cloudflare names the model in the path behind its gateway, too', () => {
    const path = '/v1/account/gateway/workers-ai/@cf/meta/llama-3.1-8b-instruct';
    const { reading, operation } = readExchange(cloudflare, { path, response: { result: { usage: USAGE } } });
    expect(operation).toBe('chat');
    expect(reading).toMatchObject({ requestModel: '@cf/meta/llama-3.1-8b-instruct' });
  });

  it('Cloudflare names the model in the path, and bills nothing but inference', () => {
    const path = '/client/v4/accounts/account/ai/run/@cf/meta/llama-3.1-8b-instruct';
    const { reading } = readExchange(cloudflare, {
      path,
      response: { result: { usage: USAGE }, success: true },
    });
    expect(reading).toMatchObject({
      requestModel: '@cf/meta/llama-3.1-8b-instruct',
      usage: { inputTokens: 100, outputTokens: 20 },
    });
    expect(cloudflare.endpoint('POST', '/client/v4/zones').billing).toBe('never');
  });
});

it('reads the own endpoints of Alibaba, whose streams repeat the usage in every event', () => {
  const path = '/api/v1/services/aigc/text-generation/generation';
  const event = (output: number) => ({
    output: { text: 'hi' },
    usage: { input_tokens: 12, output_tokens: output, total_tokens: 12 + output },
    request_id: 'r-1',
  });
  const { reading } = readExchange(alibaba, {
    path,
    request: { model: 'qwen-plus' },
    stream: [event(1), event(5)],
  });
  expect(reading).toMatchObject({
    requestModel: 'qwen-plus',
    usage: { inputTokens: 12, outputTokens: 5 },
    variant: 'international',
  });
});

describe('hosts', () => {
  const find = createAdapterFinder([]);

  it.each([
    ['my-resource.openai.azure.com', 'azure'],
    ['my-resource.services.ai.azure.com', 'azure'],
    ['models.inference.ai.azure.com', 'github-models'],
    ['api.groq.com', 'groq'],
    ['api.x.ai', 'xai'],
    ['us-east-1.api.x.ai', 'xai'],
    ['api.together.xyz', 'together'],
    ['dashscope-intl.aliyuncs.com', 'alibaba'],
    ['router.huggingface.co', 'huggingface'],
    ['integrate.api.nvidia.com', 'nvidia'],
    ['oai.helicone.ai', 'openai'],
  ])('%s is %s', (hostname, provider) => {
    expect(find(hostname, undefined)?.provider).toBe(provider);
  });

  it('belong to one provider each', () => {
    const hosts = COMPATIBLE_PROVIDERS.flatMap((adapter) => adapter.hosts);
    expect(new Set(hosts).size).toBe(hosts.length);
  });
});
