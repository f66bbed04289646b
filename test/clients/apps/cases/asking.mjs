// Streams of callers that do not ask for their usage.
import OpenAI from 'openai';
import { leaveEarly, PROMPT } from '../reading.mjs';

const CHAT = { input_tokens: 19, output_tokens: 7, cache_read_tokens: 4 };
const request = { model: 'gpt-4o-mini', messages: PROMPT, stream: true };
const completions = (url) =>
  new OpenAI({ apiKey: 'none', baseURL: `${url}/v1`, maxRetries: 0 }).chat.completions;

async function chunksOf(stream) {
  const chunks = [];
  for await (const { choices, usage } of stream) chunks.push({ choices, usage: usage ?? null });
  return chunks;
}

export const cases = [
  {
    id: 'asking streams',
    run: async ({ url }) => chunksOf(await completions(url).create(request)),
    usage: CHAT,
    attempts: ['200'],
  },
  {
    id: 'asking streams with options of its own',
    run: async ({ url }) =>
      chunksOf(await completions(url).create({ ...request, stream_options: { include_obfuscation: false } })),
    usage: CHAT,
    attempts: ['200'],
  },
  {
    id: 'asking tells what the response tells',
    run: async ({ url }) => {
      const { data, response } = await completions(url).create(request).withResponse();
      const { status, statusText, redirected, type, headers } = response;
      await chunksOf(data);
      return {
        status,
        statusText,
        redirected,
        type,
        contentType: headers.get('content-type'),
        at: response.url === `${url}/v1/chat/completions`,
      };
    },
    usage: CHAT,
    attempts: ['200'],
  },
  {
    id: 'asking leaves a stream',
    manner: 'stays-open',
    run: async ({ url }) => leaveEarly(await completions(url).create(request)),
    attempts: ['200 AbortError'],
    unpriced: 'no_usage',
  },
].map((one) => ({ provider: 'openai', client: 'openai', ...one }));
