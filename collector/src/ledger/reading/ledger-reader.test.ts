import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openLedgerDatabase } from '../database.ts';
import { ExactSums } from '../exact-sums.ts';
import { Ledger } from '../ledger.ts';
import { packDay, unpackedDays } from '../maintenance/pack-days.ts';
import type { SlotRange } from '../period-sums.ts';
import { DAY_SECONDS, SLOT_SECONDS } from '../slot.ts';
import { LedgerReader } from './ledger-reader.ts';

const FIRST = Date.parse('2026-03-01T00:00:00Z') / 1000;
const DAYS = 12;
const END = FIRST + DAYS * DAY_SECONDS;

const anySlot = fc.integer({ min: -4, max: DAYS * 96 + 4 }).map((index) => FIRST + index * SLOT_SECONDS);
const anyRange = fc
  .tuple(anySlot, anySlot)
  .map(([a, b]): SlotRange => ({ from: Math.min(a, b), to: Math.max(a, b) }));

describe('LedgerReader', () => {
  let folder: string;
  let database: DatabaseSync;
  let reader: LedgerReader;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'outlay-reader-'));
    database = openLedgerDatabase(folder);
    reader = LedgerReader.open(folder);
  });
  afterEach(() => {
    reader.close();
    database.close();
    rmSync(folder, { recursive: true });
  });

  function sumsOf(range: SlotRange): Map<number, bigint> {
    const sums = new ExactSums(1);
    const ids = new Set<number>();
    reader.atOneMoment(() =>
      reader.visitSpend(range, (id, low, high) => {
        ids.add(id);
        sums.add(id, low, high);
      }),
    );
    return new Map([...ids].sort((a, b) => a - b).map((id) => [id, sums.at(id)]));
  }

  function naiveSums({ from, to }: SlotRange): Map<number, bigint> {
    const statement = database.prepare(
      'SELECT series_id, sum(amount) AS total FROM spend WHERE slot >= ? AND slot < ? GROUP BY series_id ORDER BY series_id',
    );
    statement.setReadBigInts(true);
    return new Map(
      statement.all(from, to).map(({ series_id, total }) => [Number(series_id), total as bigint]),
    );
  }

  it('adds up any range to the nano, from packed days, days and quarter hours', () => {
    let state = 7;
    const random = () => (state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0);
    const insert = database.prepare('INSERT OR IGNORE INTO spend VALUES (?, ?, ?)');
    database.exec(
      "INSERT INTO series (id, metric, job, labels) VALUES (1, 'm', 'a', '{}'), (2, 'm', 'b', '{}'), (3, 'm', 'c', '{}')",
    );
    for (let slot = FIRST; slot < END; slot += SLOT_SECONDS) {
      const amount = (BigInt(random()) << 20n) + BigInt(random());
      if (random() % 3 > 0) insert.run(slot, 1 + (random() % 3), amount);
    }
    database.exec(
      'INSERT INTO spend_day SELECT slot - slot % 86400 AS day, series_id, sum(amount) FROM spend GROUP BY day, series_id',
    );
    for (const [index, day] of unpackedDays(database, END + 90_000, 100).entries()) {
      if (index % 3 > 0) Array.from(packDay(database, day));
    }
    fc.assert(
      fc.property(anyRange, (range) => {
        expect(sumsOf(range)).toEqual(naiveSums(range));
      }),
      { numRuns: 300 },
    );
  });

  it('says what the ledger says that writes, before its journal is folded and after', async () => {
    const ledger = new Ledger(openLedgerDatabase(folder));
    const at = (slot: number) => BigInt(slot) * 1_000_000_000n;
    let total = 0n;
    for (let step = 1; step <= 8; step += 1) {
      const start = FIRST + step * 3 * DAY_SECONDS * 0.4;
      await ledger.book(
        [
          {
            resource: { 'service.name': 'shop' },
            scopes: [
              {
                scopeName: 'test',
                metrics: [
                  {
                    name: 'outlay.cost.usd',
                    data: {
                      kind: 'sum',
                      monotonic: true,
                      temporality: 'cumulative',
                      points: [
                        {
                          attributes: { provider: `provider ${step % 3}` },
                          startUnixNano: at(Math.floor(start)),
                          timeUnixNano: at(Math.floor(start) + 30_000),
                          value: step + 0.123_456_789,
                        },
                      ],
                    },
                  },
                ],
              },
            ],
          },
        ],
        new Date(END * 1000),
      );
      total += BigInt(step) * 1_000_000_000n + 123_456_789n;
      if (step % 3 === 0) await ledger.fold();
      const everything = sumsOf({ from: FIRST, to: END + DAY_SECONDS });
      expect([...everything.values()].reduce((sum, amount) => sum + amount, 0n)).toBe(total);
      for (const range of fc.sample(anyRange, { numRuns: 20, seed: step })) {
        expect(sumsOf(range)).toEqual(new Map([...ledger.sumBySeries(range)].sort(([a], [b]) => a - b)));
      }
    }
    const unfolded = database.prepare('SELECT count(*) AS rows FROM journal').get();
    expect(unfolded).not.toEqual({ rows: 0 });
    await ledger.close();
  });
});
