import { describe, expect, it } from 'vitest';
import { learn } from './learn.ts';

const series = (days: number, amount: (day: number) => number) =>
  Array.from({ length: days }, (_, day) => amount(day));

describe('the weights of methods', () => {
  it('favour those that would have been right on this very series', () => {
    // The level doubles every month: the last week knows best.
    const growing = learn(
      series(120, (day) => 2 ** (day / 30)),
      10,
      [],
    )?.weights;
    expect(growing?.last7).toBeGreaterThan(2 * (growing?.median28 ?? 1));
    // One day in nine costs a hundred times as much, and weeks differ: the median of days is far off.
    const bursty = learn(
      series(120, (day) => (day % 9 === 4 ? 100 : 1)),
      20,
      [],
    )?.weights;
    expect(bursty?.median28).toBeLessThan(0.5 * (bursty?.median4Weeks ?? 0));
  });

  it('are about equal without a past to try them on', () => {
    const weights = learn([10, 20, 30, 10], 26, [])?.weights;
    expect(weights?.earlierPeriods).toBe(0);
    for (const method of ['last7', 'mean28Median28', 'median28', 'median4Weeks'] as const) {
      expect(weights?.[method]).toBeGreaterThan(0.2);
      expect(weights?.[method]).toBeLessThan(0.3);
    }
  });
});
