import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createPriceCatalogue } from '@outlay/instrumentation/pricing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openLedgerDatabase } from '../ledger/database.ts';
import { Ledger } from '../ledger/ledger.ts';
import { DEFAULT_RETENTION } from '../ledger/maintenance/retention.ts';
import { recordUsage } from './record-usage.ts';

const now = new Date('2026-11-22T12:00:00Z');
const CALL = { provider: 'print-shop', cost_usd: 0.25 };

describe('recordUsage', () => {
  let directory: string;
  let ledger: Ledger;
  const record = async (sender: string, idempotencyKey: string, items: readonly unknown[] = [CALL]) => {
    const prices = createPriceCatalogue(undefined);
    return (await recordUsage(ledger, prices, items, { idempotencyKey, sender, now })).results;
  };

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'outlay-recording-'));
    ledger = new Ledger(openLedgerDatabase(directory));
  });
  afterEach(async () => {
    await ledger.close();
    rmSync(directory, { recursive: true });
  });

  it('refuses calls so old that their keys may be forgotten, and says where they belong', async () => {
    const maintained = new Ledger(openLedgerDatabase(directory), {
      maintenance: { retention: DEFAULT_RETENTION, onRound: () => {} },
    });
    const keysSince = maintained.keysSince(now);
    expect(keysSince).toEqual(new Date('2025-10-22T00:00:00Z'));
    expect(ledger.keysSince(now)).toBeUndefined();
    const items = ['2025-10-21T23:59:59Z', '2025-10-22T00:00:00Z'].map((at) => ({ ...CALL, at }));
    const options = { idempotencyKey: 'a', sender: '', keysSince, now };
    const { results } = await recordUsage(maintained, createPriceCatalogue(undefined), items, options);
    expect(results.map(({ outcome }) => outcome)).toEqual(['refused', 'booked']);
    expect(results[0]?.errors?.[0]?.message).toMatch(/book older calls with `outlay import`/);
    await maintained.close();
  });

  it('takes the same idempotency key of two senders for two calls', async () => {
    expect(await record('shop', 'run-1')).toMatchObject([{ outcome: 'booked' }]);
    expect(await record('billing', 'run-1')).toMatchObject([{ outcome: 'booked' }]);
    expect(await record('shop', 'run-1')).toMatchObject([{ outcome: 'known' }]);
    const [cost] = [...ledger.series()].filter(({ metric }) => metric === 'outlay.cost.usd');
    expect(cost?.total).toBe(500_000_000n);
  });

  it('answers a known call without the cost of today, which is not what was booked', async () => {
    await record('shop', 'run-1');
    expect(await record('shop', 'run-1')).toEqual([{ outcome: 'known' }]);
  });
});
