import { createOpenAI } from '@ai-sdk/openai';
import { ChatOpenAI } from '@langchain/openai';
import { generateText, streamText } from 'ai';
import { leaveEarly, readAll } from '../reading.mjs';

const MODEL = 'gpt-4o-mini';
const PROMPT = 'Grüß Gott';
const CHAT = { input_tokens: 19, output_tokens: 7, cache_read_tokens: 4 };
const RESULT = { input_tokens: 21, output_tokens: 9, reasoning_tokens: 3 };

const vercel = (url) => createOpenAI({ apiKey: 'none', baseURL: `${url}/v1` });
const langchain = (url, options) =>
  new ChatOpenAI({
    model: MODEL,
    apiKey: 'none',
    configuration: { baseURL: `${url}/v1` },
    maxRetries: 0,
    ...options,
  });

export const cases = [
  ...[
    {
      id: 'ai generates through chat',
      run: async ({ url }) => (await generateText({ model: vercel(url).chat(MODEL), prompt: PROMPT })).text,
      usage: CHAT,
      attempts: ['200'],
    },
    {
      id: 'ai streams through chat',
      run: ({ url }) =>
        readAll(streamText({ model: vercel(url).chat(MODEL), prompt: PROMPT }).textStream, String),
      usage: CHAT,
      attempts: ['200'],
    },
    {
      id: 'ai generates through responses',
      run: async ({ url }) => (await generateText({ model: vercel(url)(MODEL), prompt: PROMPT })).text,
      usage: RESULT,
      attempts: ['200'],
    },
    {
      id: 'ai streams through responses',
      run: ({ url }) => readAll(streamText({ model: vercel(url)(MODEL), prompt: PROMPT }).textStream, String),
      usage: RESULT,
      attempts: ['200'],
    },
    {
      // This client does not mark its retries.
      id: 'ai retries',
      manner: 'is-busy-first',
      run: async ({ url }) =>
        (await generateText({ model: vercel(url).chat(MODEL), prompt: PROMPT, maxRetries: 2 })).text,
      usage: CHAT,
      attempts: ['200', '429'],
    },
  ].map((one) => ({ provider: 'openai', client: 'ai with @ai-sdk/openai', ...one })),
  ...[
    {
      id: 'langchain invokes',
      run: async ({ url }) => (await langchain(url).invoke(PROMPT)).content,
      usage: CHAT,
      attempts: ['200'],
    },
    {
      id: 'langchain streams',
      run: async ({ url }) => readAll(await langchain(url).stream(PROMPT), ({ content }) => content),
      usage: CHAT,
      attempts: ['200'],
    },
    {
      id: 'langchain leaves a stream',
      manner: 'stays-open',
      run: async ({ url }) => leaveEarly(await langchain(url).stream(PROMPT)),
      attempts: ['200 AbortError'],
      unpriced: 'no_usage',
    },
  ].map((one) => ({ provider: 'openai', client: '@langchain/openai', ...one })),
];
