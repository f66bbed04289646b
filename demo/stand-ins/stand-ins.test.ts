import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Anthropic from '@anthropic-ai/sdk';
import OpenAI from 'openai';
import { Resend } from 'resend';
import { afterEach, describe, expect, it } from 'vitest';
import { anthropic } from './anthropic/provider.ts';
import { openai } from './openai/provider.ts';
import { createProviderServer, type ProviderDescription } from './provider-server.ts';
import { seededRandom } from './random.ts';
import { createResend } from './resend/provider.ts';
import { Quota } from './resend/quota.ts';
import { Spent } from './spent.ts';

const close: (() => void)[] = [];
afterEach(() => close.splice(0).forEach((run) => run()));

async function start(
  description: ProviderDescription,
  { failureRate = 0, spent = new Spent() } = {},
): Promise<string> {
  const server = createProviderServer(description, {
    random: seededRandom(1),
    spent,
    weather: { failureRate, latencyMs: [0, 2] },
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  close.push(() => {
    server.close();
    server.closeAllConnections();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function spentAt(url: string): Promise<number> {
  const { spentNanoUsd } = (await (await fetch(`${url}/spent`)).json()) as { spentNanoUsd: string };
  return Number(spentNanoUsd);
}

const messages = [{ role: 'user' as const, content: 'Hello' }];

describe('the stand-in of OpenAI', () => {
  it('charges what the usage of its JSON answers says', async () => {
    const url = await start(openai);
    const client = new OpenAI({ apiKey: 'demo', baseURL: `${url}/v1` });
    const chat = await client.chat.completions.create({ model: 'gpt-4o', messages });
    const cached = chat.usage?.prompt_tokens_details?.cached_tokens ?? Number.NaN;
    const fresh = (chat.usage?.prompt_tokens ?? Number.NaN) - cached;
    const chatCost = fresh * 2_500 + cached * 1_250 + (chat.usage?.completion_tokens ?? Number.NaN) * 10_000;
    expect(await spentAt(url)).toBe(chatCost);

    const embedded = await client.embeddings.create({ model: 'text-embedding-3-small', input: ['a', 'b'] });
    expect(embedded.data).toHaveLength(2);
    expect(await spentAt(url)).toBe(chatCost + embedded.usage.prompt_tokens * 20);
  });

  it('streams chat completions and responses that the SDK can read to their usage', async () => {
    const url = await start(openai);
    const client = new OpenAI({ apiKey: 'demo', baseURL: `${url}/v1` });
    const chat = await client.chat.completions.create({
      model: 'gpt-5-mini',
      messages,
      stream: true,
      stream_options: { include_usage: true },
    });
    let promptTokens = 0;
    for await (const chunk of chat) promptTokens = chunk.usage?.prompt_tokens ?? promptTokens;
    expect(promptTokens).toBeGreaterThan(0);

    // The SDK leaves with the last event that it wants to see; the answer is charged all the same.
    const afterChat = await spentAt(url);
    expect(afterChat).toBeGreaterThan(0);

    const response = await client.responses.stream({ model: 'gpt-5.1', input: 'Hello' }).finalResponse();
    const { input_tokens, input_tokens_details, output_tokens } = response.usage ?? {};
    const cached = input_tokens_details?.cached_tokens ?? Number.NaN;
    const cost =
      ((input_tokens ?? Number.NaN) - cached) * 1_250 + cached * 125 + (output_tokens ?? Number.NaN) * 10_000;
    expect(await spentAt(url)).toBe(afterChat + cost);
  });
});

describe('the stand-in of Anthropic', () => {
  it('charges what the usage of its messages says, in JSON and as a stream', async () => {
    const url = await start(anthropic);
    const client = new Anthropic({ apiKey: 'demo', baseURL: url });
    const request = { model: 'claude-sonnet-4-6', max_tokens: 1024, messages };
    const cost = ({ usage }: Anthropic.Message): number =>
      usage.input_tokens * 3_000 +
      (usage.cache_read_input_tokens ?? 0) * 300 +
      (usage.cache_creation_input_tokens ?? 0) * 3_750 +
      usage.output_tokens * 15_000;
    const plain = await client.messages.create(request);
    expect(await spentAt(url)).toBe(cost(plain));
    const streamed = await client.messages.stream(request).finalMessage();
    expect(await spentAt(url)).toBe(cost(plain) + cost(streamed));
  });
});

describe('the stand-in of Resend', () => {
  it('charges each recipient of single and batch mails beyond what is free', async () => {
    const quota = new Quota();
    quota.send(99);
    const url = await start(createResend(quota));
    const client = new Resend('re_demo', { baseUrl: url });
    const mail = { from: 'a@example.com', subject: 'Hi', text: 'Hi' };
    await client.emails.send({ ...mail, to: ['b@example.com', 'c@example.com'], cc: 'd@example.com' });
    expect(await spentAt(url)).toBe(2 * 900_000);
    const { error } = await client.batch.send([
      { ...mail, to: 'b@example.com' },
      { ...mail, to: ['c@example.com'], bcc: ['d@example.com'] },
    ]);
    expect(error).toBeNull();
    expect(await spentAt(url)).toBe(5 * 900_000);
  });
});

describe('every stand-in', () => {
  it('charges nothing for a failure', async () => {
    const url = await start(anthropic, { failureRate: 1 });
    const client = new Anthropic({ apiKey: 'demo', baseURL: url, maxRetries: 1 });
    await expect(
      client.messages.create({ model: 'claude-haiku-4-5', max_tokens: 10, messages }),
    ).rejects.toThrow();
    expect(await spentAt(url)).toBe(0);
  });

  it('charges nothing when the client leaves before the answer is complete', async () => {
    const ended = Promise.withResolvers<undefined>();
    const url = await start({
      endpoints: {
        'POST /slow': async ({ response }) => {
          response.write('half of ');
          await once(response, 'close');
          response.end('an answer');
          setImmediate(() => ended.resolve(undefined));
          return 5n;
        },
      },
      failures: [{ status: 500, body: {} }],
    });
    const leaving = new AbortController();
    const response = await fetch(`${url}/slow`, { method: 'POST', body: '{}', signal: leaving.signal });
    await response.body?.getReader().read();
    leaving.abort();
    await ended.promise;
    expect(await spentAt(url)).toBe(0);
  });

  it('keeps what it charged in its file for the next run', () => {
    const folder = mkdtempSync(join(tmpdir(), 'spent-'));
    close.push(() => rmSync(folder, { recursive: true }));
    const file = join(folder, 'openai.json');
    new Spent(file).charge(12n);
    const next = new Spent(file);
    next.charge(30n);
    expect(new Spent(file).toJSON()).toEqual({ spentNanoUsd: '42', answers: 2 });
  });
});
