import { mkdtempSync, rmSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openLedgerDatabase } from '../database.ts';
import { Ledger } from '../ledger.ts';
import { foldJournal, foldWholeJournal } from './fold-journal.ts';
import { JournalEncoder } from './journal-encoder.ts';
import { journalRanges } from './journal-ids.ts';
import { readJournalBudgets, readJournalTotals } from './read-journal.ts';

const SLOT = 1_795_000_500;

describe('folding the journal', () => {
  let folder: string;
  let database: DatabaseSync;
  const write = (id: number, fill: (encoder: JournalEncoder) => void) => {
    const encoder = new JournalEncoder();
    encoder.receivedAt(1_795_000_000_000);
    fill(encoder);
    database.prepare('INSERT INTO journal (id, entries) VALUES (?, ?)').run(id, encoder.bytes());
  };

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'outlay-fold-'));
    database = openLedgerDatabase(folder);
    const insert = database.prepare('INSERT INTO series (id, metric, job, labels) VALUES (?, ?, ?, ?)');
    for (const id of [1, 2, 3]) insert.run(id, 'outlay.cost.usd', 'shop', `{"model":"${id}"}`);
  });
  afterEach(() => {
    database.close();
    rmSync(folder, { recursive: true });
  });

  it('holds sums at the end of their columns, so that no journal keeps a ledger from starting', async () => {
    for (const id of [1, 2, 3]) {
      write(id, (encoder) => {
        encoder.total(1, 2n ** 62n);
        encoder.spend(1, SLOT, 2n ** 62n);
        encoder.budgetCost('all', 'USD', 2n ** 70n);
      });
      // Rows that are folded one by one and rows that are folded together meet the limit in different places.
      if (id !== 2) foldWholeJournal(database);
    }
    const ledger = new Ledger(openLedgerDatabase(folder));
    expect([...ledger.series()].map(({ total }) => total)).toEqual([2n ** 62n, 0n, 0n]);
    expect(ledger.sumBySeries({ from: 0, to: 4e9 }).get(1)).toBe(2n ** 62n);
    expect(ledger.budgetCounters.total('all', 'USD')).toBe(2n ** 62n);
    await ledger.close();
  });

  it('reads totals and budgets without the spend by slot', () => {
    write(1, (encoder) => {
      for (let i = 0; i < 100; i += 1) encoder.spend(1, SLOT + 900 * i, 1n);
      encoder.total(1, 100n);
      encoder.spend(2, SLOT, 1n);
      encoder.budgetCost('all', 'USD', 7n);
    });
    const totals = readJournalTotals(database);
    expect([...totals.values()].map(({ total, slots }) => [total, slots.length])).toEqual([
      [100n, 0],
      [0n, 0],
    ]);
    expect(totals.get(2)?.lastSeenMs).toBe(1_795_000_000_000);
    expect([...readJournalBudgets(database)]).toEqual([{ budget: 'all', currency: 'USD', amount: 7n }]);
  });

  it('writes series with many slots in more transactions, so that a batch need not wait', () => {
    const stepsOf = (slots: number) => {
      write(slots, (encoder) => {
        for (const id of [1, 2, 3]) {
          for (let i = 0; i < slots; i += 1) encoder.spend(id, SLOT + 900 * i, 1n);
        }
      });
      return [...foldJournal(database, slots)].length;
    };
    const few = stepsOf(10);
    expect(stepsOf(2_000)).toBe(few + 2);
  });

  it('takes fewer series at once where each has many slots', () => {
    write(1, (encoder) => {
      for (let i = 0; i < 120_000; i += 1) {
        for (const id of [1, 2, 3]) encoder.spend(id, SLOT + 900 * i, 1n);
      }
    });
    let ranges: unknown;
    for (const steps = journalRanges(database, 1); ranges === undefined;) {
      const step = steps.next();
      if (step.done === true) ranges = step.value.series;
    }
    expect(ranges).toEqual([
      { first: 1, last: 2 },
      { first: 3, last: 3 },
    ]);
    foldWholeJournal(database);
    const sums = database.prepare('SELECT sum(amount) AS sum FROM spend GROUP BY series_id').all();
    expect(sums.map(({ sum }) => sum)).toEqual([120_000, 120_000, 120_000]);
  });
});
