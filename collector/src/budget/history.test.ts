import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { type HistorySource, SpendHistories } from './history.ts';

const NOW = new Date('2026-11-22T12:00:00Z');
const MINUTE_MS = 60_000;

describe('SpendHistories', () => {
  let histories: SpendHistories | undefined;
  afterEach(() => histories?.stop());

  /** A day costs as much as `amount` says when it is read. */
  function historiesOf(amount: () => number, clock = () => NOW) {
    const errors: unknown[] = [];
    const source: HistorySource = {
      timeZones: () => ['UTC'],
      firstSpendMs: () => 0,
      amountsByBudget: () => new Map([['all', amount()]]),
    };
    histories = new SpendHistories(source, clock, (error) => errors.push(error));
    return { histories, errors };
  }

  async function todayOf(of: SpendHistories, now = NOW): Promise<number | undefined> {
    while (of.zone('UTC', now) === undefined) await turn();
    return of.zone('UTC', now)?.of('all')?.today;
  }

  it('have nothing before they are read', () => {
    expect(historiesOf(() => 1).histories.zone('UTC', NOW)).toBeUndefined();
  });

  it('keep what was read until it is read anew, and add bookings to both', async () => {
    let amount = 1;
    let now = NOW;
    const { histories: read } = historiesOf(
      () => amount,
      () => now,
    );
    read.replace();
    expect(await todayOf(read)).toBe(1);
    amount = 5;
    now = new Date(NOW.getTime() + MINUTE_MS);
    read.refresh();
    read.book('all', 'UTC', NOW.getTime(), 2);
    expect(read.zone('UTC', now)?.of('all')?.today).toBe(3);
    while (read.zone('UTC', now)?.of('all')?.today === 3) await turn();
    expect(read.zone('UTC', now)?.of('all')?.today).toBe(5);
    read.book('all', 'UTC', NOW.getTime(), 2);
    expect(read.zone('UTC', now)?.of('all')?.today).toBe(7);
  });

  it('are not read again within a minute, however often another process writes', async () => {
    let reads = 0;
    const { histories: read } = historiesOf(() => (reads += 1));
    read.replace();
    await todayOf(read);
    const first = reads;
    for (let write = 0; write < 50; write += 1) {
      read.refresh();
      await turn();
    }
    expect(reads).toBe(first);
  });

  it('tell why days could not be read', async () => {
    let isBroken = false;
    const { histories: read, errors } = historiesOf(() => {
      if (isBroken) throw new Error('disk I/O error');
      return 4;
    });
    read.replace();
    expect(await todayOf(read)).toBe(4);
    isBroken = true;
    read.replace();
    expect(errors).toEqual([new Error('disk I/O error')]);
    expect(read.zone('UTC', NOW)).toBeUndefined();
  });

  it('read nothing more once they are stopped', async () => {
    let reads = 0;
    const { histories: read } = historiesOf(() => (reads += 1));
    read.stop();
    read.replace();
    read.refresh();
    await turn();
    expect(reads).toBe(0);
  });
});
