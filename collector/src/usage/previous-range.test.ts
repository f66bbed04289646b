import { describe, expect, it } from 'vitest';
import { bucketStarts, previousMonth, previousRange, sameDaysOfPreviousMonth } from './previous-range.ts';

const range = (from: string, to: string) => ({ from: Date.parse(from) / 1000, to: Date.parse(to) / 1000 });
const iso = ({ from, to }: { from: number; to: number }) =>
  [from, to].map((seconds) => new Date(seconds * 1000).toISOString().replace(':00.000Z', 'Z'));

describe('previousRange', () => {
  it.each([
    ['a month by the month before', '2026-03-01T00:00Z', '2026-04-01T00:00Z', '2026-02-01T00:00Z'],
    ['a quarter by the quarter before', '2026-04-01T00:00Z', '2026-07-01T00:00Z', '2026-01-01T00:00Z'],
    ['a year by the year before', '2025-01-01T00:00Z', '2026-01-01T00:00Z', '2024-01-01T00:00Z'],
    ['a week by the week before', '2026-03-09T00:00Z', '2026-03-16T00:00Z', '2026-03-02T00:00Z'],
    ['hours by as many hours', '2026-03-09T10:00Z', '2026-03-09T13:00Z', '2026-03-09T07:00Z'],
  ])('precedes %s', (_, from, to, expected) => {
    expect(iso(previousRange(range(from, to), 'UTC'))).toEqual([expected, from]);
  });

  it('holds days of which the last is not over against the same part of as many days', () => {
    const running = range('2026-03-09T00:00Z', '2026-03-10T12:00Z');
    expect(iso(previousRange(running, 'UTC'))).toEqual(['2026-03-07T00:00Z', '2026-03-08T12:00Z']);
    const inLondon = range('2026-03-29T00:00Z', '2026-03-29T12:00Z');
    expect(iso(previousRange(inLondon, 'Europe/London'))).toEqual(['2026-03-28T00:00Z', '2026-03-28T13:00Z']);
  });

  it('counts days of the calendar where daylight saving begins: 23 hours after 24', () => {
    const sunday = range('2026-03-29T00:00Z', '2026-03-29T23:00Z');
    expect(iso(previousRange(sunday, 'Europe/London'))).toEqual(['2026-03-28T00:00Z', '2026-03-29T00:00Z']);
    expect(iso(previousRange(sunday, 'UTC'))).toEqual(['2026-03-28T00:00Z', '2026-03-28T23:00Z']);
  });
});

describe('sameDaysOfPreviousMonth', () => {
  it.each([
    ['to the same moment', '2026-05-01T00:00Z', '2026-05-12T15:30Z', '2026-04-12T15:30Z'],
    ['to its end where it is shorter', '2026-03-01T00:00Z', '2026-03-30T15:30Z', '2026-03-01T00:00Z'],
    [
      'to its end on the last day of a shorter one',
      '2026-03-01T00:00Z',
      '2026-03-31T15:30Z',
      '2026-03-01T00:00Z',
    ],
    ['whole, for a whole month', '2026-02-01T00:00Z', '2026-03-01T00:00Z', '2026-02-01T00:00Z'],
  ])('goes %s', (_, from, to, expected) => {
    expect(iso(sameDaysOfPreviousMonth(range(from, to), 'UTC'))[1]).toBe(expected);
  });

  it('begins where the month before begins', () => {
    const may = Date.parse('2026-05-12T15:30Z') / 1000;
    expect(iso(previousMonth(may, 'Asia/Kolkata'))).toEqual(['2026-03-31T18:30Z', '2026-04-30T18:30Z']);
  });
});

describe('bucketStarts', () => {
  it('lists hours by the clock of the zone, days of 23 hours and weeks from Monday', () => {
    const day = range('2026-03-29T00:00Z', '2026-03-29T02:00Z');
    const starts = (...of: Parameters<typeof bucketStarts>) =>
      bucketStarts(...of).map((ms) => new Date(ms).toISOString().slice(0, 16));
    expect(starts(day, 'hour', 'Asia/Kolkata')).toEqual([
      '2026-03-28T23:30',
      '2026-03-29T00:30',
      '2026-03-29T01:30',
    ]);
    const days = range('2026-03-28T00:00Z', '2026-03-30T00:00Z');
    expect(starts(days, 'day', 'Europe/London')).toEqual([
      '2026-03-28T00:00',
      '2026-03-29T00:00',
      '2026-03-29T23:00',
    ]);
    expect(starts(days, 'week', 'UTC')).toEqual(['2026-03-23T00:00']);
  });
});
