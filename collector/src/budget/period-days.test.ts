import { describe, expect, it } from 'vitest';
import { DayCalendar } from './day-calendar.ts';
import type { Calendar } from './period.ts';
import { periodAt } from './period.ts';
import { periodDays } from './period-days.ts';

const NOW = new Date('2026-11-22T12:00:00Z');
const days = new DayCalendar('Europe/London', NOW, 184);
const monthly = { timeZone: 'Europe/London', monthStart: 1, yearStart: 1 } as const;
const countOf = (calendar: Calendar) => periodDays(days, periodAt(NOW, calendar), calendar);

describe('periodDays', () => {
  it.each<[Calendar, number, number[]]>([
    [{ kind: 'day', timeZone: 'Europe/London' }, 0, [1, 2, 3]],
    [{ kind: 'week', timeZone: 'Europe/London', weekStart: 1 }, 0, [7, 14, 21]],
    [{ kind: 'month', ...monthly }, 8, [31, 61, 92]],
    // As on July 1 and April 1; years are longer than days are kept.
    [{ kind: 'quarter', ...monthly }, 39, [92, 183]],
    [{ kind: 'year', ...monthly }, 39, []],
    [{ kind: 'fixed', timeZone: 'Europe/London', from: '2026-11-20', to: '2026-11-25' }, 2, []],
  ])('counts the days to come and those since earlier periods: %o', (calendar, afterToday, lags) => {
    expect(countOf(calendar)).toEqual({ afterToday, lags });
  });

  it('is the same object until the day is over', () => {
    const calendar: Calendar = { kind: 'month', ...monthly };
    expect(countOf(calendar)).toBe(countOf(calendar));
  });
});
