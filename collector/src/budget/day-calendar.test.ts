import { describe, expect, it } from 'vitest';
import { DayCalendar } from './day-calendar.ts';

const HOUR_MS = 3_600_000;

describe('DayCalendar', () => {
  it.each([
    ['Europe/London', '2026-03-29T12:00:00Z', '2026-03-29T00:00:00Z', 23],
    ['Europe/London', '2026-10-25T12:00:00Z', '2026-10-24T23:00:00Z', 25],
    ['Asia/Kathmandu', '2026-11-22T12:00:00Z', '2026-11-21T18:15:00Z', 24],
    // Midnight of 2026-09-06 does not exist in Santiago.
    ['America/Santiago', '2026-09-06T12:00:00Z', '2026-09-06T04:00:00Z', 23],
  ])('in %s at %s has a today that begins at %s and lasts %d hours', (timeZone, now, start, hours) => {
    const calendar = new DayCalendar(timeZone, new Date(now), 10);
    expect(new Date(calendar.startMs(10))).toEqual(new Date(start));
    expect(calendar.startMs(11) - calendar.startMs(10)).toBe(hours * HOUR_MS);
    const middle = calendar.startMs(10) + (hours * HOUR_MS) / 2;
    expect(calendar.todayElapsed(new Date(middle))).toBe(0.5);
  });

  it('gives each instant the day that it lies in, across both changes of the clocks and beyond what is kept', () => {
    const calendar = new DayCalendar('Europe/Berlin', new Date('2026-11-22T12:00:00Z'), 300);
    for (let day = -40; day <= 340; day += 1) {
      expect(calendar.dayOf(calendar.startMs(day))).toBe(day);
      expect(calendar.dayOf(calendar.startMs(day) - 1)).toBe(day - 1);
    }
  });
});
