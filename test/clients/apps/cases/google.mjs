import { GoogleGenAI } from '@google/genai';
import { failure, interrupted, leaveEarly, readAll } from '../reading.mjs';

const USAGE = { input_tokens: 12, output_tokens: 10, reasoning_tokens: 4 };
const BEGUN = { input_tokens: 12, output_tokens: 2 };
const REQUEST = { model: 'gemini-2.5-flash', contents: 'Grüß Gott' };

const models = (url, options) =>
  new GoogleGenAI({ apiKey: 'none', httpOptions: { baseUrl: url, ...options } }).models;
const stream = (url, config = {}) => models(url).generateContentStream({ ...REQUEST, config });
const content = (chunk) => chunk.text;

export const cases = [
  {
    id: 'google generate',
    run: async ({ url }) => (await models(url).generateContent(REQUEST)).text,
    usage: USAGE,
    attempts: ['200'],
  },
  {
    id: 'google stream',
    run: async ({ url }) => readAll(await stream(url), content),
    usage: USAGE,
    attempts: ['200'],
  },
  {
    // This client does not mark its retries.
    id: 'google retries',
    manner: 'is-busy-first',
    run: async ({ url }) =>
      (await models(url, { retryOptions: { attempts: 2, initialDelay: 0.01 } }).generateContent(REQUEST))
        .text,
    usage: USAGE,
    attempts: ['200', '503'],
  },
  {
    // This client leaves the connection open when its reader leaves: the provider goes on, and is paid for all of it.
    id: 'google leaves a stream',
    run: async ({ url }) => leaveEarly(await stream(url)),
    usage: USAGE,
    attempts: ['200'],
  },
  {
    id: 'google aborts a stream',
    manner: 'stays-open',
    run: async ({ url }) => {
      const controller = new AbortController();
      const chunks = await stream(url, { abortSignal: controller.signal });
      return interrupted(chunks, () => controller.abort());
    },
    usage: BEGUN,
    pricing: 'partial',
    attempts: ['200 AbortError'],
  },
  {
    id: 'google is cut off',
    manner: 'cuts',
    run: async ({ url }) => interrupted(await stream(url), () => undefined),
    usage: BEGUN,
    pricing: 'partial',
    attempts: ['200 SocketError'],
  },
  {
    id: 'google times out',
    manner: 'is-silent',
    run: ({ url }) => failure(models(url, { timeout: 100 }).generateContent(REQUEST)),
    attempts: ['AbortError'],
  },
].map((one) => ({ provider: 'google', client: '@google/genai', ...one }));
