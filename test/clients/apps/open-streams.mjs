// Begins a stream with each client, reads its first event, says that it is ready and waits: a signal ends it.
import { text } from 'node:stream/consumers';
import Anthropic from '@anthropic-ai/sdk';
import { BedrockRuntimeClient, ConverseStreamCommand } from '@aws-sdk/client-bedrock-runtime';
import { GoogleGenAI } from '@google/genai';
import { withAttribution } from '@outlay/instrumentation';
import axios from 'axios';
import OpenAI from 'openai';
import { request } from 'undici';
import { PROMPT } from './reading.mjs';

const { standIns } = JSON.parse(await text(process.stdin));
const at = (place) => standIns[place]['stays-open'];
const chat = {
  model: 'gpt-4o-mini',
  messages: PROMPT,
  stream: true,
  stream_options: { include_usage: true },
};
const path = `${at('openai')}/v1/chat/completions`;

const streams = {
  openai: () =>
    new OpenAI({ apiKey: 'none', baseURL: `${at('openai')}/v1`, maxRetries: 0 }).chat.completions.create(
      chat,
    ),
  anthropic: () =>
    new Anthropic({ apiKey: 'none', baseURL: at('anthropic'), maxRetries: 0 }).messages.create({
      model: 'claude-haiku-4-5',
      max_tokens: 100,
      messages: PROMPT,
      stream: true,
    }),
  google: () =>
    new GoogleGenAI({ apiKey: 'none', httpOptions: { baseUrl: at('google') } }).models.generateContentStream({
      model: 'gemini-2.5-flash',
      contents: 'Grüß Gott',
    }),
  bedrock: async () => {
    const client = new BedrockRuntimeClient({
      region: 'us-east-1',
      endpoint: at('aws-bedrock h2c'),
      credentials: { accessKeyId: 'none', secretAccessKey: 'none' },
      maxAttempts: 1,
    });
    const messages = [{ role: 'user', content: [{ text: 'Grüß Gott' }] }];
    const modelId = 'anthropic.claude-3-haiku-20240307-v1:0';
    return (await client.send(new ConverseStreamCommand({ modelId, messages }))).stream;
  },
  undici: async () => {
    const headers = { 'content-type': 'application/json' };
    return (await request(path, { method: 'POST', headers, body: JSON.stringify(chat) })).body;
  },
  axios: async () => (await axios.post(path, chat, { responseType: 'stream' })).data,
};

// Held for as long as the process lives: undici ends a response that nobody can read any more.
globalThis.open = [];
for (const [name, open] of Object.entries(streams)) {
  const stream = await withAttribution({ feature: `${name} in the middle of a stream` }, open);
  const events = stream[Symbol.asyncIterator]();
  globalThis.open.push(stream, events);
  await events.next();
}
console.log('ready');
setInterval(() => undefined, 1_000);
