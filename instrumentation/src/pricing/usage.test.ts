import { describe, expect, it } from 'vitest';
import { isValidUsage } from './usage.ts';

describe('isValidUsage', () => {
  it.each([
    { inputTokens: 0, outputTokens: 0 },
    { inputTokens: 2_000_000, outputTokens: 100, cacheReadTokens: 1_999_999, cacheWriteTokens: 1 },
    { units: { bytes_out: 5e12, gb_seconds: 0.25 } },
    {},
  ])('takes %j', (usage) => {
    expect(isValidUsage(usage)).toBe(true);
  });

  it.each([
    { inputTokens: -1 },
    { inputTokens: 0.5 },
    { inputTokens: Number.NaN },
    { outputTokens: Number.POSITIVE_INFINITY },
    { outputTokens: 1e308 },
    { inputTokens: 10, cacheReadTokens: 11 },
    { inputTokens: 10, cacheReadTokens: 6, cacheWriteTokens: 6 },
    { outputTokens: 1, outputAudioTokens: 2 },
    { units: { emails: -1 } },
    { units: { emails: Number.NaN } },
    { units: { bytes_in: 1e300 } },
  ])('refuses %j', (usage) => {
    expect(isValidUsage(usage)).toBe(false);
  });
});
