import { describe, expect, it } from 'vitest';
import { matchesGlob } from './match.ts';

describe('matchesGlob', () => {
  it.each([
    ['openai', 'openai', true],
    ['openai', 'openai2', false],
    ['openai', '', false],
    ['', '', true],
    ['*', '', true],
    ['*', 'anything', true],
    ['gpt-?', 'gpt-5', true],
    ['gpt-?', 'gpt-', false],
    ['gpt-*-mini', 'gpt-5-mini-mini', true],
    ['gpt-*-mini', 'gpt-5-minis', false],
    ['*a*b', 'xaxbxb', true],
    ['a.c', 'abc', false],
    ['(a+)+', '(a+)+', true],
    ['a*', 'a\nb', true],
  ])('%j on %j is %s', (glob, text, matches) => {
    expect(matchesGlob(glob, text)).toBe(matches);
  });

  it('is done with a glob and a text that would keep a RegExp busy for ever', () => {
    expect(matchesGlob(`${'*a'.repeat(20)}*b`, 'a'.repeat(5000))).toBe(false);
  });
});
