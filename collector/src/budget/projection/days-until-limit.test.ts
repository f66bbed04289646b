import { describe, expect, it } from 'vitest';
import { daysUntilLimit, runRatePerDay } from './days-until-limit.ts';
import type { Forecast } from './forecast.ts';

const forecastOf = (days: readonly number[], bandFactor: number): Forecast => ({
  days,
  bandFactor,
  projection: { method: 'pace', low: 0, middle: 0, high: 0, historyDays: 0, parts: [] },
});
const standing = { spent: 100, spentToday: 5, todayElapsed: 0.5, daysAfterToday: 3 };

describe('daysUntilLimit', () => {
  it('counts the rest of today and the days after it, and tells each end of the band', () => {
    // 5 until midnight, then 10 a day; at the soonest end of the band twice as much, at the latest half.
    const forecast = forecastOf([5, 10, 10, 10], 2);
    expect(daysUntilLimit(forecast, standing, 115)).toEqual({ low: 0.75, middle: 1.5, high: 3 });
  });

  it('is null where the period ends before', () => {
    const forecast = forecastOf([5, 10, 10, 10], 2);
    expect(daysUntilLimit(forecast, standing, 140)).toEqual({ low: 2, middle: null, high: null });
    expect(daysUntilLimit(forecastOf([0, 0], 1), standing, 101)).toEqual({
      low: null,
      middle: null,
      high: null,
    });
  });

  it('is 0 when the limit is reached', () => {
    const reached = { low: 0, middle: 0, high: 0 };
    expect(daysUntilLimit(forecastOf([5], 2), standing, 100)).toEqual(reached);
    expect(daysUntilLimit(forecastOf([5], 2), standing, 0)).toEqual(reached);
  });
});

describe('runRatePerDay', () => {
  it('is the mean of the last seven days, or of those since the first spend', () => {
    expect(runRatePerDay([100, 1, 2, 3, 4, 5, 6, 7])).toBe(4);
    expect(runRatePerDay([0, 0, 0, 2, 4])).toBe(3);
    expect(runRatePerDay([5, 0, 0, 0, 0, 0, 0, 0])).toBe(0);
    expect(runRatePerDay([0, 0])).toBeNull();
  });
});
