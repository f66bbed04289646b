import { describe, expect, it } from 'vitest';
import { findSimilar } from './similar-name.ts';

describe('findSimilar', () => {
  const names = ['openai', 'anthropic', 'groq', 'xai', 'zai', 'together'];

  it.each([
    ['opnai', 'openai'],
    ['opneai', 'openai'],
    ['openaii', 'openai'],
    ['antrhopic', 'anthropic'],
    ['togehter', 'together'],
    ['grok', 'groq'],
    ['vai', 'xai'],
    ['openai', undefined],
    ['xyz', undefined],
    ['our-gpu', undefined],
    ['openai-eu', undefined],
    ['', undefined],
  ])('finds for %s: %s', (name, similar) => {
    expect(findSimilar(name, names)).toBe(similar);
  });
});
