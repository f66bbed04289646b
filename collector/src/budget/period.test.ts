import { describe, expect, it } from 'vitest';
import type { PeriodKind } from './configuration.ts';
import { elapsedRatio, periodAt, previousPeriod } from './period.ts';

const period = (at: string, kind: PeriodKind, timeZone: string) => {
  const { start, end } = periodAt(new Date(at), kind, timeZone);
  return [start.toISOString(), end.toISOString()];
};

describe('periodAt', () => {
  it.each<[string, PeriodKind, string, string, string]>([
    ['2026-11-22T12:00:00Z', 'month', 'UTC', '2026-11-01T00:00:00.000Z', '2026-12-01T00:00:00.000Z'],
    ['2028-02-29T12:00:00Z', 'month', 'UTC', '2028-02-01T00:00:00.000Z', '2028-03-01T00:00:00.000Z'],
    ['2026-10-31T23:30:00Z', 'month', 'Asia/Kolkata', '2026-10-31T18:30:00.000Z', '2026-11-30T18:30:00.000Z'],
    [
      '2026-03-15T12:00:00Z',
      'month',
      'Europe/London',
      '2026-03-01T00:00:00.000Z',
      '2026-03-31T23:00:00.000Z',
    ],
    ['2026-03-29T12:00:00Z', 'day', 'Europe/London', '2026-03-29T00:00:00.000Z', '2026-03-29T23:00:00.000Z'],
    ['2026-10-25T12:00:00Z', 'day', 'Europe/London', '2026-10-24T23:00:00.000Z', '2026-10-26T00:00:00.000Z'],
    ['2026-11-22T12:00:00Z', 'week', 'UTC', '2026-11-16T00:00:00.000Z', '2026-11-23T00:00:00.000Z'],
    [
      '2026-05-05T12:00:00Z',
      'quarter',
      'America/New_York',
      '2026-04-01T04:00:00.000Z',
      '2026-07-01T04:00:00.000Z',
    ],
    [
      '2026-01-01T03:00:00Z',
      'year',
      'America/New_York',
      '2025-01-01T05:00:00.000Z',
      '2026-01-01T05:00:00.000Z',
    ],
    // Midnight of 2026-09-06 does not exist in Santiago: the clocks go from 24:00 to 01:00.
    [
      '2026-09-06T12:00:00Z',
      'day',
      'America/Santiago',
      '2026-09-06T04:00:00.000Z',
      '2026-09-07T03:00:00.000Z',
    ],
  ])('of %s is the %s in %s', (at, kind, timeZone, start, end) => {
    expect(period(at, kind, timeZone)).toEqual([start, end]);
  });

  it('puts the instant of a roll-over into the new period', () => {
    expect(period('2026-12-01T00:00:00.000Z', 'month', 'UTC')[0]).toBe('2026-12-01T00:00:00.000Z');
    expect(period('2026-11-30T23:59:59.999Z', 'month', 'UTC')[0]).toBe('2026-11-01T00:00:00.000Z');
  });
});

describe('previousPeriod', () => {
  it('ends where the period starts', () => {
    const march = periodAt(new Date('2026-03-31T12:00:00Z'), 'month', 'Europe/Berlin');
    const february = previousPeriod(march, 'month', 'Europe/Berlin');
    expect(february.end).toEqual(march.start);
    expect(february.start.toISOString()).toBe('2026-01-31T23:00:00.000Z');
  });
});

describe('elapsedRatio', () => {
  it('is a half in the middle and stays between 0 and 1 outside', () => {
    const day = periodAt(new Date('2026-11-22T12:00:00Z'), 'day', 'UTC');
    expect(elapsedRatio(day, new Date('2026-11-22T12:00:00Z'))).toBe(0.5);
    expect(elapsedRatio(day, new Date('2026-11-21T12:00:00Z'))).toBe(0);
    expect(elapsedRatio(day, new Date('2026-11-25T12:00:00Z'))).toBe(1);
  });
});
