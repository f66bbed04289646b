import { describe, expect, it } from 'vitest';
import { Backoff } from './backoff.ts';

describe('the wait before a restart', () => {
  it('doubles with each early end, up to half a minute', () => {
    const backoff = new Backoff();
    const delays = Array.from({ length: 8 }, () => backoff.delayMs(100));
    expect(delays).toEqual([500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
  });

  it('starts anew for a process that had run for a minute', () => {
    const backoff = new Backoff();
    backoff.delayMs(100);
    backoff.delayMs(100);
    expect(backoff.delayMs(60_000)).toBe(500);
    expect(backoff.delayMs(100)).toBe(1_000);
  });
});
