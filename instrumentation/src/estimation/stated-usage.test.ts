import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { countCompletionTokens } from './completion-tokens.ts';
import { type CountTokens, encodingOf, loadTokenizer } from './tokenizer.ts';

// Held to what OpenAI itself stated, in recordings that carry both the generated text and its usage.

const RECORDINGS = path.join(import.meta.dirname, '../../../../shared/data/recordings/open');

/** The call of a function or of a hosted tool: generated too, and no text. */
const CALL = /_call\b|"tool_calls\\?":/;

interface Recording {
  provider: string;
  requestModel: string | null;
  sseText?: string;
  responseBody?: unknown;
  expectedUsage: { outputTokens?: number; reasoningTokens?: number } | null;
}

interface Part {
  choices?: {
    text?: string;
    delta?: { content?: string | null };
    message?: { content?: string | null };
  }[];
  type?: string;
  delta?: string;
}

function readText({ sseText, responseBody }: Recording): string {
  const events = (sseText ?? '').match(/^data: ?\{.*$/gm) ?? [];
  const parts =
    sseText === undefined ? [responseBody] : events.map((line) => JSON.parse(line.slice(5)) as unknown);
  return (parts as Part[])
    .map(({ choices, type, delta }) => {
      if (type === 'response.output_text.delta') return delta ?? '';
      return (choices ?? [])
        .map((choice) => choice.text ?? choice.delta?.content ?? choice.message?.content ?? '')
        .join('');
    })
    .join('');
}

function readRecordings(): { title: string; model: string; text: string; stated: number }[] {
  return readdirSync(RECORDINGS)
    .map((name) => ({
      title: name,
      recording: JSON.parse(readFileSync(path.join(RECORDINGS, name), 'utf8')) as Recording,
    }))
    .filter(({ recording }) => recording.provider === 'openai' && recording.requestModel !== null)
    .filter(({ recording }) => !CALL.test(JSON.stringify(recording)))
    .map(({ title, recording }) => ({
      title,
      model: recording.requestModel ?? '',
      text: readText(recording),
      // What is reasoned cannot be seen.
      stated: (recording.expectedUsage?.outputTokens ?? 0) - (recording.expectedUsage?.reasoningTokens ?? 0),
    }))
    .filter(({ text, stated }) => text !== '' && stated > 0);
}

const present = existsSync(RECORDINGS);
if (!present) console.log('Skipped: no recordings in ../shared/data to hold estimates to.');

describe.skipIf(!present)('The estimated output', () => {
  const counts = new Map<string, CountTokens>();
  beforeAll(async () => {
    for (const name of ['o200k_base', 'cl100k_base'] as const) counts.set(name, await loadTokenizer(name));
  });

  it('is what OpenAI states, within three per cent or two tokens, where nothing but text was generated', () => {
    const recordings = readRecordings();
    const off = recordings.filter(({ model, text, stated }) => {
      const count = counts.get(encodingOf(model));
      const tokens = count ? countCompletionTokens(text, model, count) : 0;
      return Math.abs(tokens - stated) > Math.max(2, stated * 0.03);
    });
    expect(recordings.length).toBeGreaterThan(5);
    expect(off.map(({ title }) => title)).toEqual([]);
  });
});
