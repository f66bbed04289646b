import { describe, expect, it } from 'vitest';
import { Quota } from './quota.ts';

describe('the quota of the stand-in of Resend', () => {
  it('gives away a hundred e-mails a day', () => {
    const quota = new Quota(() => new Date('2026-11-02T10:00:00Z'));
    expect(quota.send(60)).toEqual({ today: 60, thisMonth: 60, charged: 0 });
    expect(quota.send(60)).toEqual({ today: 120, thisMonth: 120, charged: 20 });
    expect(quota.send(5)).toEqual({ today: 125, thisMonth: 125, charged: 5 });
  });

  it('begins again with each day and each month, and ends with what a month gives away', () => {
    let now = new Date('2026-11-01T23:59:59Z');
    const quota = new Quota(() => now);
    expect(quota.send(2_950).charged).toBe(2_850);
    now = new Date('2026-11-02T00:00:00Z');
    expect(quota.send(80)).toEqual({ today: 80, thisMonth: 3_030, charged: 30 });
    now = new Date('2026-12-02T00:00:00Z');
    expect(quota.send(100)).toEqual({ today: 100, thisMonth: 100, charged: 0 });
  });
});
