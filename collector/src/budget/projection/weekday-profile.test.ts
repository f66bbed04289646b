import { describe, expect, it } from 'vitest';
import { weekdayProfile } from './weekday-profile.ts';

const FLAT = [1, 1, 1, 1, 1, 1, 1];
const series = (days: number, amount: (day: number) => number) =>
  Array.from({ length: days }, (_, day) => amount(day));

describe('weekdayProfile', () => {
  it('shows quiet weekends after four weeks, through growth too', () => {
    const profile = weekdayProfile(series(35, (day) => 1.02 ** day * (day % 7 > 4 ? 1 : 10)));
    for (const weekday of [0, 1, 2, 3, 4]) expect(profile[weekday]).toBeGreaterThan(1.2);
    for (const weekday of [5, 6]) expect(profile[weekday]).toBeLessThan(0.25);
    expect(profile.reduce((sum, factor) => sum + factor, 0)).toBeCloseTo(7, 9);
  });

  it('takes uneven days without a week in them for days that are alike', () => {
    const profile = weekdayProfile(series(42, (day) => 10 + 8 * Math.sin(day * 2.39) * Math.sin(day * 0.77)));
    for (const factor of profile) expect(Math.abs(factor - 1)).toBeLessThan(0.35);
  });

  it('knows nothing of two weeks, nor of days without spend', () => {
    expect(weekdayProfile(series(14, (day) => day % 7))).toEqual(FLAT);
    expect(weekdayProfile(series(60, () => 0))).toEqual(FLAT);
    expect(weekdayProfile([])).toEqual(FLAT);
  });
});
