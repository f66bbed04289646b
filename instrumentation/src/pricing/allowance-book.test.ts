import { describe, expect, it } from 'vitest';
import { AllowanceBook } from './allowance-book.ts';
import type { Allowance, PeriodUse } from './allowances.ts';

const DAILY: Allowance = { provider: 'p', unit: 'emails', quantity: 100, per: 'day', source: 's' };
const MONTHLY: Allowance = { ...DAILY, quantity: 310, per: 'month' };
const OCTOBER_1 = new Date('2026-10-01T00:00:00Z');

function use(count: number, at: string, stated: readonly PeriodUse[] = []) {
  return { provider: 'p', unit: 'emails', variant: undefined, count, at: new Date(at), stated };
}

describe('AllowanceBook', () => {
  it('frees a whole day from the first day on that begins while the process runs', () => {
    const book = new AllowanceBook([DAILY], OCTOBER_1);
    expect(book.take(use(60, '2026-10-02T00:00:00Z'))).toBe(60);
    expect(book.take(use(60, '2026-10-02T23:59:59.999Z'))).toBe(40);
    expect(book.take(use(1, '2026-10-02T12:00:00Z'))).toBe(0);
    expect(book.take(use(1, '2026-10-03T00:00:00Z'))).toBe(1);
  });

  it('grants the part of the day that was left when the process started, rounded down', () => {
    const book = new AllowanceBook([DAILY], new Date('2026-10-01T18:00:00Z'));
    expect(book.take(use(80, '2026-10-01T19:00:00Z'))).toBe(25);
    const late = new AllowanceBook([DAILY], new Date('2026-10-01T23:59:00Z'));
    expect(late.take(use(1, '2026-10-01T23:59:30Z'))).toBe(0);
  });

  it('knows how long a month is', () => {
    const book = new AllowanceBook([MONTHLY], new Date('2026-10-30T00:00:00Z'));
    // Two of 31 days were left.
    expect(book.take(use(300, '2026-10-31T00:00:00Z'))).toBe(20);
    expect(book.take(use(400, '2026-11-01T00:00:00Z'))).toBe(310);
    const leap = new AllowanceBook([{ ...MONTHLY, quantity: 29 }], new Date('2028-02-29T00:00:00Z'));
    expect(leap.take(use(5, '2028-02-29T00:00:00Z'))).toBe(1);
  });

  it('frees what both the day and the month leave', () => {
    const book = new AllowanceBook([DAILY, { ...MONTHLY, quantity: 150 }], OCTOBER_1);
    expect(book.take(use(120, '2026-10-02T00:00:00Z'))).toBe(100);
    expect(book.take(use(80, '2026-10-03T00:00:00Z'))).toBe(30);
  });

  it('shares the allowance with the other processes', () => {
    const book = new AllowanceBook([DAILY], OCTOBER_1);
    book.useRows([], 3);
    expect(book.take(use(100, '2026-10-02T00:00:00Z'))).toBe(33);
  });

  it("counts by the account's own count where the provider states it, whatever the process thinks", () => {
    const book = new AllowanceBook([DAILY], new Date('2026-10-01T23:00:00Z'));
    book.useRows([], 10);
    const told = (used: number) => [{ unit: 'emails', per: 'day', used }] as const;
    expect(book.take(use(1, '2026-10-01T23:10:00Z', told(40)))).toBe(1);
    expect(book.take(use(10, '2026-10-01T23:10:01Z', told(105)))).toBe(5);
    expect(book.take(use(1, '2026-10-01T23:10:02Z', told(200)))).toBe(0);
    // A response that overtook another does not give back what was used.
    expect(book.take(use(1, '2026-10-01T23:10:03Z', told(100)))).toBe(1);
    expect(book.take(use(1, '2026-10-01T23:10:04Z'))).toBe(0);
  });

  it('does not grant anything twice when the clock jumps there and back', () => {
    const book = new AllowanceBook([DAILY], OCTOBER_1);
    expect(book.take(use(100, '2026-10-05T10:00:00Z'))).toBe(100);
    expect(book.take(use(1, '2031-01-01T00:00:00Z'))).toBe(1);
    expect(book.take(use(1, '2026-10-05T10:00:01Z'))).toBe(0);
    // Before the process started, nothing was granted.
    expect(book.take(use(1, '2026-09-30T10:00:00Z'))).toBe(0);
  });

  it('lets the user replace or remove an allowance, and forgets nothing that was used', () => {
    const book = new AllowanceBook([DAILY, MONTHLY], OCTOBER_1);
    expect(book.take(use(90, '2026-10-02T00:00:00Z'))).toBe(90);
    book.useRows([{ ...DAILY, quantity: 95 }], 1);
    expect(book.take(use(90, '2026-10-02T00:00:00Z'))).toBe(5);
    book.useRows([{ ...DAILY, quantity: 0 }], 1);
    expect(book.take(use(1, '2026-10-03T00:00:00Z'))).toBe(0);
    book.useRows([], 1);
    expect(book.take(use(1, '2026-10-03T00:00:00Z'))).toBe(1);
  });

  it('counts a row from its first day on, the newest first, and one of the variant before one for all', () => {
    const rows: Allowance[] = [
      { ...DAILY, quantity: 1, from: '2026-01-01' },
      { ...DAILY, quantity: 2, from: '2026-10-03' },
      { ...DAILY, quantity: 7, from: '2026-01-01', variant: 'DE' },
    ];
    const free = (at: string, variant?: string) =>
      new AllowanceBook(rows, OCTOBER_1).take({ ...use(50, at), variant });
    expect(free('2026-10-02T00:00:00Z')).toBe(1);
    expect(free('2026-10-03T00:00:00Z')).toBe(2);
    expect(free('2026-10-03T00:00:00Z', 'DE')).toBe(7);
    expect(new AllowanceBook([{ ...DAILY, from: '2027-01-01' }], OCTOBER_1).take(use(1, '2026-12-31'))).toBe(
      0,
    );
  });

  it('leaves other providers and units alone', () => {
    const book = new AllowanceBook([DAILY], OCTOBER_1);
    expect(book.take({ ...use(1, '2026-10-02'), provider: 'q' })).toBe(0);
    expect(book.take({ ...use(1, '2026-10-02'), unit: 'messages' })).toBe(0);
  });
});
