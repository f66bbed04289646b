import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openLedgerDatabase } from '../ledger/database.ts';
import { JournalEncoder } from '../ledger/journal/journal-encoder.ts';
import { type UsageQuery, UsageQueryError } from './query.ts';
import { QueryRefusedError, QueryThread } from './query-thread.ts';

const DAY = Date.parse('2026-03-01T00:00:00Z') / 1000;
const ALL: UsageQuery = {
  from: DAY,
  to: DAY + 86_400,
  groupBy: ['provider'],
  by: undefined,
  timeZone: 'UTC',
};

describe('QueryThread', () => {
  let folder: string;
  let database: DatabaseSync;
  let thread: QueryThread;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'outlay-queries-'));
    database = openLedgerDatabase(folder);
    database.exec(`
      INSERT INTO series (id, metric, job, labels) VALUES (1, 'outlay.cost.usd', 'shop', '{"provider":"openai"}');
      INSERT INTO spend VALUES (${DAY}, 1, 7), (${DAY + 900}, 1, 9007199254740993);
      INSERT INTO spend_day VALUES (${DAY}, 1, 9007199254741000);`);
    thread = new QueryThread(folder);
  });
  afterEach(async () => {
    await thread.close();
    database.close();
    rmSync(folder, { recursive: true });
  });

  it('answers to the nano, and sees what is written after its start', async () => {
    const { rows, total } = await thread.query(ALL);
    expect(rows).toMatchObject([{ labels: { provider: 'openai' }, costNanoUsd: 9_007_199_254_741_000n }]);
    expect(total.costNanoUsd).toBe(9_007_199_254_741_000n);

    database.exec(`
      INSERT INTO series (id, metric, job, labels) VALUES (2, 'outlay.cost.usd', 'shop', '{"provider":"resend"}');
      INSERT INTO spend VALUES (${DAY}, 2, 5);
      INSERT INTO spend_day VALUES (${DAY}, 2, 5);`);
    const later = await thread.query(ALL);
    expect(later.rows.map(({ labels, costNanoUsd }) => [labels['provider'], costNanoUsd])).toEqual([
      ['openai', 9_007_199_254_741_000n],
      ['resend', 5n],
    ]);
  });

  it('adds what is in the journal alone, each batch once', async () => {
    const journal = new JournalEncoder();
    journal.totalAndSpend(1, DAY + 1800, 100);
    journal.spend(1, DAY + 90_000, 1n);
    database.prepare('INSERT INTO journal VALUES (8, ?)').run(journal.bytes());
    expect((await thread.query(ALL)).total.costNanoUsd).toBe(9_007_199_254_741_100n);
    expect((await thread.query({ ...ALL, from: undefined, to: undefined })).total.costNanoUsd).toBe(
      9_007_199_254_741_101n,
    );

    // Folded into the series, and not cut yet.
    database.exec('UPDATE series SET journal_id = 8 WHERE id = 1');
    expect((await thread.query(ALL)).total.costNanoUsd).toBe(9_007_199_254_741_000n);
  });

  it('tells a query that the ledger cannot answer from one that failed', async () => {
    await expect(thread.query({ ...ALL, groupBy: ['colour'] })).rejects.toThrow(UsageQueryError);
    database.exec('DROP TABLE day_pack');
    await expect(thread.query(ALL)).rejects.toThrow(QueryRefusedError);
  });

  it('refuses what comes when too many wait, and answers those that do', async () => {
    const busy = new QueryThread(folder, { maxWaiting: 1 });
    const asked = [1, 2, 3].map(() => busy.query(ALL));
    const outcomes = await Promise.allSettled(asked);
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected']);
    await expect(asked[2]).rejects.toMatchObject({ statusCode: 503, retryAfterSeconds: 5 });
    await busy.close();
  });

  it('gives up on what takes too long, and goes on with the next', async () => {
    const slow = new QueryThread(folder, { timeoutMs: 1 });
    const first = slow.query(ALL);
    const second = slow.query(ALL);
    await expect(first).rejects.toThrow(/took longer than/);
    await expect(second).rejects.toThrow(/took longer than/);
    await slow.close();
    await expect(slow.query(ALL)).rejects.toThrow(/stopping/);
  });
});
