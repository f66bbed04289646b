import { Mistral } from '@mistralai/mistralai';
import { CohereClient } from 'cohere-ai';
import Groq from 'groq-sdk';
import { leaveEarly, PROMPT, readAll } from '../reading.mjs';

const USAGE = { input_tokens: 14, output_tokens: 5 };
/** Cohere bills units of its own beside the tokens that it counts. */
const COHERE = { input_tokens: 13, output_tokens: 4 };

const mistral = (url, options) => new Mistral({ apiKey: 'none', serverURL: url, ...options }).chat;
const mistralRequest = { model: 'mistral-small-latest', messages: PROMPT };
const mistralText = (event) => event.data.choices[0].delta.content;

const cohere = (url, maxRetries = 0) =>
  new CohereClient({ token: 'none', environment: url, maxRetries, clientName: 'test' }).v2;
const cohereRequest = { model: 'command-r-plus-08-2024', messages: PROMPT };
const cohereText = (event) => event.delta?.message?.content?.text;

const groq = (url, options) =>
  new Groq({ apiKey: 'none', baseURL: url, maxRetries: 0, ...options }).chat.completions;
const groqRequest = { model: 'llama-3.3-70b-versatile', messages: PROMPT };
const groqText = (chunk) => chunk.choices[0]?.delta.content;

export const cases = [
  ...[
    {
      id: 'mistral chat',
      run: async ({ url }) => (await mistral(url).complete(mistralRequest)).choices[0].message.content,
      usage: USAGE,
      attempts: ['200'],
    },
    {
      id: 'mistral stream',
      run: async ({ url }) => readAll(await mistral(url).stream(mistralRequest), mistralText),
      usage: USAGE,
      attempts: ['200'],
    },
    {
      id: 'mistral retries',
      manner: 'is-busy-first',
      run: async ({ url }) => {
        const backoff = { initialInterval: 1, maxInterval: 1, exponent: 1, maxElapsedTime: 5_000 };
        const retryConfig = { strategy: 'backoff', backoff, retryConnectionErrors: false };
        const answer = await mistral(url, { retryConfig }).complete(mistralRequest);
        return answer.choices[0].message.content;
      },
      usage: USAGE,
      attempts: ['200', '429'],
    },
    {
      id: 'mistral leaves a stream',
      manner: 'stays-open',
      run: async ({ url }) => leaveEarly(await mistral(url).stream(mistralRequest)),
      attempts: ['200 AbortError'],
      unpriced: 'no_usage',
    },
  ].map((one) => ({ provider: 'mistral', client: '@mistralai/mistralai', ...one })),
  ...[
    {
      id: 'cohere chat',
      run: async ({ url }) => (await cohere(url).chat(cohereRequest)).message.content[0].text,
      usage: COHERE,
      attempts: ['200'],
    },
    {
      id: 'cohere stream',
      run: async ({ url }) => readAll(await cohere(url).chatStream(cohereRequest), cohereText),
      usage: COHERE,
      attempts: ['200'],
    },
    {
      id: 'cohere leaves a stream',
      manner: 'stays-open',
      run: async ({ url }) => leaveEarly(await cohere(url).chatStream(cohereRequest)),
      attempts: ['200 AbortError'],
      unpriced: 'no_usage',
    },
  ].map((one) => ({ provider: 'cohere', client: 'cohere-ai', ...one })),
  ...[
    {
      id: 'groq chat',
      run: async ({ url }) => (await groq(url).create(groqRequest)).choices[0].message.content,
      usage: USAGE,
      attempts: ['200'],
    },
    {
      id: 'groq stream',
      run: async ({ url }) => readAll(await groq(url).create({ ...groqRequest, stream: true }), groqText),
      usage: USAGE,
      attempts: ['200'],
    },
    {
      id: 'groq retries',
      manner: 'is-busy-first',
      run: async ({ url }) =>
        (await groq(url, { maxRetries: 2 }).create(groqRequest)).choices[0].message.content,
      usage: USAGE,
      attempts: ['200', '429'],
      retries: 1,
    },
  ].map((one) => ({ provider: 'groq', client: 'groq-sdk', ...one })),
];
