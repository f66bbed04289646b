import { describe, expect, it } from 'vitest';
import { ZoneHistory } from './zone-history.ts';

const PAST_DAYS = 5;
const at = (text: string) => Date.parse(text);
const noSpend = () => new Map<string, number>();

/** A history of London as of the morning of 2026-10-26, the day after the clocks went back. */
function historyOf(read: (startMs: number, endMs: number) => ReadonlyMap<string, number> = noSpend) {
  const zone = new ZoneHistory('Europe/London', new Date('2026-10-26T09:00:00Z'), PAST_DAYS);
  return { zone, reading: zone.read(read, 0) };
}
const finish = (reading: Iterable<void>) => [...reading].length;
const pastOf = (zone: ZoneHistory) => [...(zone.of('all')?.past ?? [])];

describe('ZoneHistory', () => {
  it('reads each day of its calendar once, the one of 25 hours too', () => {
    const hours: number[] = [];
    const { zone, reading } = historyOf((startMs, endMs) => {
      hours.push((endMs - startMs) / 3_600_000);
      return new Map([['all', hours.length]]);
    });
    expect(finish(reading)).toBe(PAST_DAYS + 2);
    // Tomorrow, today, Sunday and the days before it.
    expect(hours).toEqual([24, 24, 25, 24, 24, 24, 24]);
    expect(pastOf(zone)).toEqual([7, 6, 5, 4, 3]);
    expect(zone.of('all')).toMatchObject({ today: 2, tomorrow: 1 });
  });

  it('leaves out the days before the first spend', () => {
    const zone = new ZoneHistory('Europe/London', new Date('2026-10-26T09:00:00Z'), PAST_DAYS);
    const read = zone.read(() => new Map([['all', 1]]), at('2026-10-25T12:00:00Z'));
    expect(finish(read)).toBe(3);
    expect(pastOf(zone)).toEqual([0, 0, 0, 0, 1]);
  });

  it('adds what is booked to the day of its time, and a late booking to the past', () => {
    const { zone, reading } = historyOf();
    finish(reading);
    zone.book('all', at('2026-10-26T00:00:00Z'), 1);
    zone.book('all', at('2026-10-25T23:45:00Z'), 2);
    zone.book('all', at('2026-10-24T23:00:00Z'), 4);
    zone.book('all', at('2026-10-24T22:45:00Z'), 8);
    zone.book('all', at('2026-09-01T00:00:00Z'), 16);
    expect(zone.of('all')).toMatchObject({ today: 1, version: 3 });
    expect(pastOf(zone)).toEqual([0, 0, 0, 8, 6]);
  });

  it('counts no booking twice while it is read: those to days not yet read are read with them', () => {
    const { zone, reading } = historyOf();
    reading.next();
    reading.next();
    zone.book('all', at('2026-10-26T08:00:00Z'), 1);
    zone.book('all', at('2026-10-22T08:00:00Z'), 2);
    finish(reading);
    expect(zone.of('all')?.today).toBe(1);
    expect(pastOf(zone)).toEqual([0, 0, 0, 0, 0]);
  });

  it('moves on at midnight, and over the days that it slept', () => {
    const { zone, reading } = historyOf();
    finish(reading);
    zone.book('all', at('2026-10-25T12:00:00Z'), 1);
    zone.book('all', at('2026-10-26T12:00:00Z'), 2);
    zone.book('all', at('2026-10-27T00:15:00Z'), 4);
    zone.advance(new Date('2026-10-26T23:59:59Z'));
    expect(zone.of('all')?.today).toBe(2);
    zone.advance(new Date('2026-10-27T00:00:00Z'));
    expect(zone.of('all')).toMatchObject({ today: 4, tomorrow: 0 });
    expect(pastOf(zone)).toEqual([0, 0, 0, 1, 2]);
    zone.advance(new Date('2026-10-30T10:00:00Z'));
    expect(zone.of('all')?.today).toBe(0);
    expect(pastOf(zone)).toEqual([1, 2, 4, 0, 0]);
    zone.advance(new Date('2026-12-30T10:00:00Z'));
    expect(pastOf(zone)).toEqual([0, 0, 0, 0, 0]);
  });

  it('stays where it is when the clock is set back', () => {
    const { zone, reading } = historyOf();
    finish(reading);
    zone.book('all', at('2026-10-26T12:00:00Z'), 2);
    zone.advance(new Date('2026-10-20T00:00:00Z'));
    expect(zone.of('all')?.today).toBe(2);
  });
});
