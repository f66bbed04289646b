import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createPriceCatalogue } from '@outlay/instrumentation/pricing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openLedgerDatabase } from '../ledger/database.ts';
import { Ledger } from '../ledger/ledger.ts';
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
