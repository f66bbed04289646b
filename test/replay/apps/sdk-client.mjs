// Calls what the plan on standard input names through the providers' own SDKs, as their documentation shows.
import { text } from 'node:stream/consumers';
import Anthropic from '@anthropic-ai/sdk';
import OpenAI, { toFile } from 'openai';
import { Resend } from 'resend';
import { withAttribution } from '@outlay/instrumentation';

const { calls } = JSON.parse(await text(process.stdin));
const messages = [{ role: 'user', content: 'Hello' }];

async function drain(result) {
  if (result && typeof result[Symbol.asyncIterator] === 'function') for await (const _event of result);
}

function callOpenAi({ base, path, request }) {
  const client = new OpenAI({ apiKey: 'none', baseURL: `${base}/v1`, maxRetries: 0 });
  const params = { ...request };
  switch (path) {
    case '/v1/chat/completions':
      return client.chat.completions.create({ ...params, messages });
    case '/v1/completions':
      return client.completions.create({ ...params, prompt: 'Hello' });
    case '/v1/responses':
      return client.responses.create({ ...params, input: 'Hello' });
    case '/v1/embeddings':
      return client.embeddings.create({ ...params, input: 'Hello', encoding_format: 'float' });
    case '/v1/audio/transcriptions':
      return toFile(Buffer.alloc(200_000, 1), 'speech.mp3').then((file) =>
        client.audio.transcriptions.create({ file, model: 'whisper-1' }),
      );
    default: {
      const id = /^\/v1\/responses\/(resp_\w+)$/.exec(path)?.[1];
      return id && client.responses.retrieve(id);
    }
  }
}

function callAnthropic({ base, path, request }) {
  const client = new Anthropic({ apiKey: 'none', baseURL: base, maxRetries: 0 });
  const params = { ...request, messages, max_tokens: 100 };
  if (path === '/v1/messages') return client.messages.create(params);
  if (path === '/v1/messages/count_tokens')
    return client.messages.countTokens({ model: request.model, messages });
  return undefined;
}

function callResend({ base, path, request }) {
  const client = new Resend('none', { baseUrl: base });
  if (path === '/emails' && request.to) return client.emails.send(request);
  if (path === '/emails/batch') return client.batch.send(request);
  return undefined;
}

const clients = { openai: callOpenAi, anthropic: callAnthropic, resend: callResend };
for (const one of calls) {
  await withAttribution({ feature: one.id }, async () => {
    const result = clients[one.provider](one);
    if (result === undefined) return;
    console.log(one.id);
    try {
      await drain(await result);
    } catch (error) {
      // What a provider refuses, and what a shortened recording makes of a stream, is the caller's to see.
      console.log(`${one.id} ${error.name}`);
    }
  });
}
