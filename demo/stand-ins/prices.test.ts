import { describe, expect, it } from 'vitest';
import { emailsNanoUsd, tokensNanoUsd } from './prices.ts';

describe('what the stand-ins charge', () => {
  it('adds up fresh, cached, written and generated tokens at their own prices', () => {
    const tokens = { freshInput: 1_000, cacheRead: 10_000, cacheWrite: 2_000, output: 500 };
    // 1,000 x $3 + 10,000 x $0.30 + 2,000 x $3.75 + 500 x $15, each for a million.
    expect(tokensNanoUsd('claude-sonnet-4-6', tokens, new Date('2026-11-01'))).toBe(21_000_000n);
  });

  it('refuses a model that had no price on the day of the call', () => {
    const tokens = { freshInput: 1, cacheRead: 0, cacheWrite: 0, output: 1 };
    expect(() => tokensNanoUsd('gpt-5-mini-2025-08-07', tokens, new Date('2025-08-06'))).toThrow(
      /no price of gpt-5-mini/,
    );
    expect(() => tokensNanoUsd('gpt-0', tokens, new Date('2026-11-01'))).toThrow(RangeError);
  });

  it('charges each recipient of an email', () => {
    expect(emailsNanoUsd(3)).toBe(2_700_000n);
  });
});
