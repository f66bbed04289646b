import { countTokens } from 'gpt-tokenizer/encoding/o200k_base';
import { beforeAll, describe, expect, it } from 'vitest';
import { type CountTokens, encodingOf, loadTokenizer } from './tokenizer.ts';

describe('encodingOf', () => {
  it.each([
    ['gpt-4', 'cl100k_base'],
    ['gpt-4-turbo-2024-04-09', 'cl100k_base'],
    ['openai/gpt-4-32k', 'cl100k_base'],
    ['gpt-3.5-turbo-instruct', 'cl100k_base'],
    ['gpt-35-turbo', 'cl100k_base'],
    ['ft:gpt-3.5-turbo:acme::id', 'cl100k_base'],
    ['text-embedding-3-small', 'cl100k_base'],
    ['gpt-4o-mini', 'o200k_base'],
    ['gpt-4.1', 'o200k_base'],
    ['gpt-4.5-preview', 'o200k_base'],
    ['gpt-5.2', 'o200k_base'],
    ['o3-mini', 'o200k_base'],
    ['mistral-large-latest', 'o200k_base'],
    [undefined, 'o200k_base'],
  ])('of %s is %s', (model, encoding) => {
    expect(encodingOf(model)).toBe(encoding);
  });
});

describe('loadTokenizer', () => {
  let count: CountTokens;
  beforeAll(async () => {
    count = await loadTokenizer('o200k_base');
  });

  it('counts as the encoding does', async () => {
    expect(count('Hello, world!')).toBe(4);
    // From OpenAI's cookbook on counting tokens: "お誕生日おめでとう" in both encodings.
    expect(count('お誕生日おめでとう')).toBe(8);
    expect((await loadTokenizer('cl100k_base'))('お誕生日おめでとう')).toBe(9);
  });

  it('takes names of special tokens and lone surrogates for text', () => {
    expect(count('<|endoftext|>')).toBeGreaterThan(1);
    expect(count('\ud800 alone')).toBeGreaterThan(1);
  });

  it('counts a run without any space in pieces, with the same result but for one token each', () => {
    const text = 'lorem-ipsum/'.repeat(200);
    const pieces = Math.ceil(text.length / 512);
    expect(Math.abs(count(text) - countTokens(text))).toBeLessThanOrEqual(pieces);
    expect(count(' '.repeat(100_000))).toBeGreaterThan(100);
    expect(count('a'.repeat(1_000_000))).toBeGreaterThan(1_000);
  });
});
