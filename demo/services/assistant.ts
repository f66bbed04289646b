/**
 * A support assistant: chat, summaries, search and a mail now and then, through the providers' own SDKs.
 * Keys and addresses come from the SDKs' own variables (`OPENAI_BASE_URL`, `ANTHROPIC_API_KEY`, ...).
 */
import Anthropic from '@anthropic-ai/sdk';
import OpenAI from 'openai';
import { Resend } from 'resend';
import { doRounds, type Job } from './rounds.ts';

const openai = new OpenAI({ maxRetries: 3 });
const anthropic = new Anthropic({ maxRetries: 3 });
const resend = new Resend();

const question = [{ role: 'user' as const, content: 'Where is my order?' }];

const jobs: Job[] = [
  {
    name: 'answer',
    weight: 4,
    run: () => openai.chat.completions.create({ model: 'gpt-4o', messages: question }),
  },
  {
    name: 'answer while typing',
    weight: 4,
    run: async () => {
      const stream = await openai.chat.completions.create({
        model: 'gpt-5-mini',
        messages: question,
        stream: true,
        stream_options: { include_usage: true },
      });
      let words = 0;
      for await (const chunk of stream) words += chunk.choices.length;
      return words;
    },
  },
  {
    name: 'plan',
    weight: 3,
    run: async () => {
      const stream = await openai.responses.create({
        model: 'gpt-5.1',
        input: 'Plan the refund.',
        stream: true,
      });
      const kinds = new Set<string>();
      for await (const event of stream) kinds.add(event.type);
      return kinds;
    },
  },
  {
    name: 'search',
    weight: 3,
    run: () =>
      openai.embeddings.create({ model: 'text-embedding-3-small', input: ['refund policy', 'shipping'] }),
  },
  {
    name: 'summary',
    weight: 3,
    run: () => anthropic.messages.create({ model: 'claude-haiku-4-5', max_tokens: 2048, messages: question }),
  },
  {
    name: 'draft',
    weight: 3,
    run: () =>
      anthropic.messages
        .stream({ model: 'claude-sonnet-4-6', max_tokens: 2048, messages: question })
        .finalMessage(),
  },
  {
    name: 'receipt',
    weight: 2,
    run: async () => {
      const { error } = await resend.emails.send({
        from: 'shop@example.com',
        to: ['customer@example.com'],
        subject: 'Your receipt',
        text: 'Thank you.',
      });
      if (error) throw new Error(error.message);
    },
  },
];

await doRounds(jobs, { sideBySide: 3, pauseMs: 700 });
