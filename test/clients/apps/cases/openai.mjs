import OpenAI from 'openai';
import { failure, interrupted, leaveEarly, PROMPT, readAll } from '../reading.mjs';

const MODEL = 'gpt-4o-mini';
const CHAT = { input_tokens: 19, output_tokens: 7, cache_read_tokens: 4 };
const RESULT = { input_tokens: 21, output_tokens: 9, reasoning_tokens: 3 };
const ASKING = { stream: true, stream_options: { include_usage: true } };

const client = (url, options) =>
  new OpenAI({ apiKey: 'none', baseURL: `${url}/v1`, maxRetries: 0, ...options });
const chat = (url, params, options) =>
  client(url, options).chat.completions.create({ model: MODEL, messages: PROMPT, ...params });
const content = (chunk) => chunk.choices[0]?.delta.content;

export const cases = [
  {
    id: 'openai chat',
    run: async ({ url }) => (await chat(url)).choices[0].message.content,
    usage: CHAT,
    attempts: ['200'],
  },
  {
    id: 'openai chat stream',
    run: async ({ url }) => readAll(await chat(url, ASKING), content),
    usage: CHAT,
    attempts: ['200'],
  },
  {
    id: 'openai chat stream helper',
    run: ({ url }) =>
      client(url)
        .chat.completions.stream({ model: MODEL, messages: PROMPT, ...ASKING })
        .finalContent(),
    usage: CHAT,
    attempts: ['200'],
  },
  {
    id: 'openai responses',
    run: async ({ url }) =>
      (await client(url).responses.create({ model: MODEL, input: 'Grüß Gott' })).output_text,
    usage: RESULT,
    attempts: ['200'],
  },
  {
    id: 'openai responses stream',
    run: async ({ url }) =>
      readAll(
        await client(url).responses.create({ model: MODEL, input: 'Grüß Gott', stream: true }),
        (event) => (event.type === 'response.output_text.delta' ? event.delta : undefined),
      ),
    usage: RESULT,
    attempts: ['200'],
  },
  {
    id: 'openai embeddings',
    run: async ({ url }) =>
      (await client(url).embeddings.create({ model: 'text-embedding-3-small', input: 'Grüß Gott' })).data[0]
        .embedding,
    usage: { input_tokens: 5 },
    attempts: ['200'],
  },
  {
    id: 'openai retries',
    manner: 'is-busy-first',
    run: async ({ url }) => (await chat(url, {}, { maxRetries: 2 })).choices[0].message.content,
    usage: CHAT,
    attempts: ['200', '429'],
    retries: 1,
  },
  {
    id: 'openai leaves a stream',
    manner: 'stays-open',
    run: async ({ url }) => leaveEarly(await chat(url, ASKING)),
    attempts: ['200 AbortError'],
    unpriced: 'no_usage',
  },
  {
    id: 'openai aborts a stream',
    manner: 'stays-open',
    run: async ({ url }) => {
      const stream = await chat(url, ASKING);
      return interrupted(stream, () => stream.controller.abort());
    },
    attempts: ['200 AbortError'],
    unpriced: 'no_usage',
  },
  {
    id: 'openai is cut off',
    manner: 'cuts',
    run: async ({ url }) => interrupted(await chat(url, ASKING), () => undefined),
    attempts: ['200 SocketError'],
    unpriced: 'no_usage',
  },
  {
    id: 'openai times out',
    manner: 'is-silent',
    run: ({ url }) => failure(chat(url, {}, { timeout: 100 })),
    attempts: ['AbortError'],
  },
].map((one) => ({ provider: 'openai', client: 'openai', ...one }));
