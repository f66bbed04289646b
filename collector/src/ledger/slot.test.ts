import { describe, expect, it } from 'vitest';
import { SLOT_SECONDS, slotOf, spreadOverSlots } from './slot.ts';

const nano = (iso: string) => BigInt(Date.parse(iso)) * 1_000_000n;
const seconds = (iso: string) => Date.parse(iso) / 1000;

describe('spreadOverSlots', () => {
  it('books an increase within one slot to that slot', () => {
    expect(spreadOverSlots(7n, nano('2026-03-01T10:01:00Z'), nano('2026-03-01T10:14:59Z'))).toEqual([
      { slot: seconds('2026-03-01T10:00:00Z'), amount: 7n },
    ]);
  });

  it('books in proportion to the time in each slot', () => {
    expect(spreadOverSlots(60n, nano('2026-03-01T10:10:00Z'), nano('2026-03-01T10:40:00Z'))).toEqual([
      { slot: seconds('2026-03-01T10:00:00Z'), amount: 10n },
      { slot: seconds('2026-03-01T10:15:00Z'), amount: 30n },
      { slot: seconds('2026-03-01T10:30:00Z'), amount: 20n },
    ]);
  });

  it('gives nothing to the slot that begins where the increase ends', () => {
    expect(spreadOverSlots(5n, nano('2026-03-01T10:05:00Z'), nano('2026-03-01T10:15:00Z'))).toEqual([
      { slot: seconds('2026-03-01T10:00:00Z'), amount: 5n },
    ]);
  });

  it('adds up to the amount whatever the span and the amount', () => {
    for (let seed = 1; seed < 400; seed += 1) {
      const amount = BigInt(seed * 7919) ** 2n % 1_000_003n;
      const from = nano('2026-03-29T00:00:00Z') + BigInt(seed) * 13_777_777_777n;
      const to = from + BigInt(seed) * BigInt(seed) * 987_654_321n;
      const parts = spreadOverSlots(amount, from, to);
      expect(parts.reduce((sum, part) => sum + part.amount, 0n)).toBe(amount);
      expect(parts.every((part) => part.amount >= 0n && part.slot % SLOT_SECONDS === 0)).toBe(true);
    }
  });

  it('books to hours over days and to quarters of days over weeks, never before the span', () => {
    const from = nano('2026-03-01T10:20:00Z');
    const spread = (days: number) =>
      spreadOverSlots(10n ** 12n, from, from + BigInt(days) * 86_400_000_000_000n);
    expect(spread(2)).toHaveLength(193);
    const overDays = spread(3);
    expect(overDays.map(({ slot }) => slot).slice(0, 2)).toEqual([
      seconds('2026-03-01T10:15:00Z'),
      seconds('2026-03-01T11:00:00Z'),
    ]);
    expect(overDays).toHaveLength(73);
    const overWeeks = spread(35);
    expect(overWeeks.map(({ slot }) => slot).slice(0, 2)).toEqual([
      seconds('2026-03-01T10:15:00Z'),
      seconds('2026-03-01T12:00:00Z'),
    ]);
    expect(overWeeks).toHaveLength(141);
    for (const parts of [overDays, overWeeks]) {
      expect(parts.reduce((sum, part) => sum + part.amount, 0n)).toBe(10n ** 12n);
    }
  });

  it('books to the end when the span is empty or runs backwards', () => {
    const at = nano('2026-03-01T10:20:00Z');
    expect(spreadOverSlots(3n, at, at)).toEqual([{ slot: slotOf(at), amount: 3n }]);
    expect(spreadOverSlots(3n, at + 10n, at)).toEqual([{ slot: slotOf(at), amount: 3n }]);
  });
});
