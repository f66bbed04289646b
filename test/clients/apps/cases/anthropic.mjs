import Anthropic from '@anthropic-ai/sdk';
import { failure, interrupted, leaveEarly, PROMPT, readAll } from '../reading.mjs';

const USAGE = { input_tokens: 35, output_tokens: 8, cache_read_tokens: 10 };
const BEGUN = { input_tokens: 35, output_tokens: 1, cache_read_tokens: 10 };

const messages = (url, params, options) =>
  new Anthropic({ apiKey: 'none', baseURL: url, maxRetries: 0, ...options }).messages.create({
    model: 'claude-haiku-4-5',
    max_tokens: 100,
    messages: PROMPT,
    ...params,
  });
const content = (event) => event.delta?.text;

export const cases = [
  {
    id: 'anthropic messages',
    run: async ({ url }) => (await messages(url)).content[0].text,
    usage: USAGE,
    attempts: ['200'],
  },
  {
    id: 'anthropic stream',
    run: async ({ url }) => readAll(await messages(url, { stream: true }), content),
    usage: USAGE,
    attempts: ['200'],
  },
  {
    id: 'anthropic retries',
    manner: 'is-busy-first',
    run: async ({ url }) => (await messages(url, {}, { maxRetries: 2 })).content[0].text,
    usage: USAGE,
    attempts: ['200', '529'],
    retries: 1,
  },
  {
    id: 'anthropic leaves a stream',
    manner: 'stays-open',
    run: async ({ url }) => leaveEarly(await messages(url, { stream: true })),
    usage: BEGUN,
    pricing: 'partial',
    attempts: ['200 AbortError'],
  },
  {
    id: 'anthropic aborts a stream',
    manner: 'stays-open',
    run: async ({ url }) => {
      const stream = await messages(url, { stream: true });
      return interrupted(stream, () => stream.controller.abort());
    },
    usage: BEGUN,
    pricing: 'partial',
    attempts: ['200 AbortError'],
  },
  {
    id: 'anthropic is cut off',
    manner: 'cuts',
    run: async ({ url }) => interrupted(await messages(url, { stream: true }), () => undefined),
    usage: BEGUN,
    pricing: 'partial',
    attempts: ['200 SocketError'],
  },
  {
    id: 'anthropic times out',
    manner: 'is-silent',
    run: ({ url }) => failure(messages(url, {}, { timeout: 100 })),
    attempts: ['AbortError'],
  },
].map((one) => ({ provider: 'anthropic', client: '@anthropic-ai/sdk', ...one }));
