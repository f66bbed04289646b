import { describe, expect, it } from 'vitest';
import { type Calendar, elapsedRatio, periodAt, phaseOf, previousPeriod } from './period.ts';

type Kind = Exclude<Calendar['kind'], 'fixed'>;

/** A calendar whose periods begin where most people's do, but for what a test changes. */
function calendar(
  kind: Kind,
  timeZone: string,
  starts: { weekStart?: number; monthStart?: number; yearStart?: number } = {},
): Calendar {
  const { weekStart = 1, monthStart = 1, yearStart = 1 } = starts;
  if (kind === 'day') return { kind, timeZone };
  return kind === 'week' ? { kind, timeZone, weekStart } : { kind, timeZone, monthStart, yearStart };
}

const period = (at: string, of: Calendar) => {
  const { start, end } = periodAt(new Date(at), of);
  return [start.toISOString(), end.toISOString()];
};
const days = (at: string, of: Calendar) => period(at, of).map((instant) => instant.slice(0, 10));

describe('periodAt', () => {
  it.each<[string, Kind, string, string, string]>([
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
    expect(period(at, calendar(kind, timeZone))).toEqual([start, end]);
  });

  it('puts the instant of a roll-over into the new period', () => {
    expect(period('2026-12-01T00:00:00.000Z', calendar('month', 'UTC'))[0]).toBe('2026-12-01T00:00:00.000Z');
    expect(period('2026-11-30T23:59:59.999Z', calendar('month', 'UTC'))[0]).toBe('2026-11-01T00:00:00.000Z');
  });

  it.each([
    ['sunday', 7, '2026-11-22', '2026-11-22', '2026-11-29'],
    ['sunday', 7, '2026-11-21', '2026-11-15', '2026-11-22'],
    ['monday', 1, '2026-11-22', '2026-11-16', '2026-11-23'],
    ['saturday', 6, '2027-01-01', '2026-12-26', '2027-01-02'],
  ])('begins weeks on %s', (_, weekStart, at, first, next) => {
    expect(days(`${at}T12:00:00Z`, calendar('week', 'UTC', { weekStart }))).toEqual([first, next]);
  });

  it.each([
    [15, '2026-11-14', '2026-10-15', '2026-11-15'],
    [15, '2026-11-15', '2026-11-15', '2026-12-15'],
    [15, '2026-01-03', '2025-12-15', '2026-01-15'],
    // A month that is too short begins on its last day, and no other month moves for it.
    [31, '2026-02-27', '2026-01-31', '2026-02-28'],
    [31, '2026-02-28', '2026-02-28', '2026-03-31'],
    [31, '2028-02-28', '2028-01-31', '2028-02-29'],
    [31, '2028-02-29', '2028-02-29', '2028-03-31'],
    [30, '2026-04-30', '2026-04-30', '2026-05-30'],
  ])('begins months on day %d: %s', (monthStart, at, first, next) => {
    expect(days(`${at}T12:00:00Z`, calendar('month', 'UTC', { monthStart }))).toEqual([first, next]);
  });

  it.each<[Kind, number, number, string, string, string]>([
    // The tax year of the United Kingdom.
    ['year', 6, 4, '2026-04-05', '2025-04-06', '2026-04-06'],
    ['year', 6, 4, '2026-04-06', '2026-04-06', '2027-04-06'],
    ['year', 1, 10, '2026-11-22', '2026-10-01', '2027-10-01'],
    ['quarter', 1, 2, '2026-01-31', '2025-11-01', '2026-02-01'],
    ['quarter', 1, 2, '2026-02-01', '2026-02-01', '2026-05-01'],
    ['quarter', 31, 11, '2026-02-28', '2026-02-28', '2026-05-31'],
    ['quarter', 31, 11, '2026-02-27', '2025-11-30', '2026-02-28'],
  ])('begins a %s on day %d of month %d: %s', (kind, monthStart, yearStart, at, first, next) => {
    expect(days(`${at}T12:00:00Z`, calendar(kind, 'UTC', { monthStart, yearStart }))).toEqual([first, next]);
  });

  it('is the same for every instant where the dates are fixed', () => {
    const fixed: Calendar = {
      kind: 'fixed',
      timeZone: 'Europe/London',
      from: '2026-03-01',
      to: '2026-06-01',
    };
    const dates = ['2026-03-01T00:00:00.000Z', '2026-05-31T23:00:00.000Z'];
    for (const at of ['2025-01-01T00:00:00Z', '2026-04-01T00:00:00Z', '2027-01-01T00:00:00Z']) {
      expect(period(at, fixed)).toEqual(dates);
    }
    expect(previousPeriod(periodAt(new Date(0), fixed), fixed)).toBeUndefined();
  });
});

describe('phaseOf', () => {
  it('tells what has begun and what has ended, to the instant', () => {
    const november = periodAt(new Date('2026-11-22T12:00:00Z'), calendar('month', 'UTC'));
    expect(
      [
        '2026-10-31T23:59:59.999Z',
        '2026-11-01T00:00:00Z',
        '2026-11-30T23:59:59.999Z',
        '2026-12-01T00:00:00Z',
      ].map((at) => phaseOf(november, new Date(at))),
    ).toEqual(['upcoming', 'running', 'running', 'over']);
  });
});

describe('previousPeriod', () => {
  it('ends where the period starts', () => {
    const months = calendar('month', 'Europe/Berlin');
    const march = periodAt(new Date('2026-03-31T12:00:00Z'), months);
    const february = previousPeriod(march, months);
    expect(february?.end).toEqual(march.start);
    expect(february?.start.toISOString()).toBe('2026-01-31T23:00:00.000Z');
  });
});

describe('elapsedRatio', () => {
  it('is a half in the middle and stays between 0 and 1 outside', () => {
    const day = periodAt(new Date('2026-11-22T12:00:00Z'), calendar('day', 'UTC'));
    expect(elapsedRatio(day, new Date('2026-11-22T12:00:00Z'))).toBe(0.5);
    expect(elapsedRatio(day, new Date('2026-11-21T12:00:00Z'))).toBe(0);
    expect(elapsedRatio(day, new Date('2026-11-25T12:00:00Z'))).toBe(1);
  });
});
