import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openLedgerDatabase } from '../database.ts';
import { ExactSums } from '../exact-sums.ts';
import { visitDayPack } from '../day-pack.ts';
import { packDay, unpackedDays } from './pack-days.ts';
import { DAY_SECONDS } from '../slot.ts';

const FIRST = Date.parse('2026-03-01T00:00:00Z') / 1000;
const day = (index: number) => FIRST + index * DAY_SECONDS;
const HUGE = 2n ** 62n + 12_345n;

describe('packs of days', () => {
  let folder: string;
  let database: DatabaseSync;
  const put = (of: number, seriesId: number, amount: bigint) =>
    database
      .prepare(
        'INSERT INTO spend_day VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET amount = amount + excluded.amount',
      )
      .run(of, seriesId, amount);
  const pack = (of: number) => {
    Array.from(packDay(database, of));
  };
  const packed = (of: number) => {
    const row = database.prepare('SELECT cells FROM day_pack WHERE day = ?').get(of);
    const amounts = new Map<number, bigint>();
    const cells = row?.['cells'];
    if (!(cells instanceof Uint8Array)) return undefined;
    visitDayPack(cells, (seriesId, low, high) => {
      const sums = new ExactSums(1);
      sums.add(0, low, high);
      amounts.set(seriesId, sums.at(0));
    });
    return amounts;
  };

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'outlay-packs-'));
    database = openLedgerDatabase(folder);
    put(day(0), 1, 5n);
    put(day(0), 70_000, HUGE);
    put(day(2), 1, 2n ** 32n - 1n);
  });
  afterEach(() => {
    database.close();
    rmSync(folder, { recursive: true });
  });

  it('hold the amounts of a day, however large', () => {
    pack(day(0));
    pack(day(2));
    expect(packed(day(0))).toEqual(
      new Map([
        [1, 5n],
        [70_000, HUGE],
      ]),
    );
    expect(packed(day(2))).toEqual(new Map([[1, 2n ** 32n - 1n]]));
  });

  it('are made of days that have been over for a while', () => {
    expect(unpackedDays(database, day(9), 10)).toEqual([day(0), day(2)]);
    expect(unpackedDays(database, day(9), 1)).toEqual([day(0)]);
    expect(unpackedDays(database, day(3), 10)).toEqual([day(0)]);
    expect(unpackedDays(database, day(3) + 6 * 3600, 10)).toEqual([day(0), day(2)]);
    pack(day(0));
    expect(unpackedDays(database, day(9), 10)).toEqual([day(2)]);
  });

  it('are taken away by whatever writes to the day', () => {
    for (const write of [
      () => put(day(0), 1, 1n),
      () => put(day(0), 2, 1n),
      () => database.prepare('DELETE FROM spend_day WHERE day = ? AND series_id = 1').run(day(0)),
    ]) {
      pack(day(0));
      pack(day(2));
      write();
      expect(packed(day(0))).toBeUndefined();
      expect(packed(day(2))).toBeDefined();
    }
  });

  it('do not miss what came while they were made', () => {
    const steps = [...packDay(database, day(2))].length;
    for (let late = 1; late < steps; late += 1) {
      const packing = packDay(database, day(0));
      for (let step = 0; step < late; step += 1) packing.next();
      put(day(0), 1, 1n);
      Array.from(packing);
      expect(packed(day(0))).toBeUndefined();
    }
    pack(day(0));
    expect(packed(day(0))?.get(1)).toBe(BigInt(5 + steps - 1));
  });
});

describe('ExactSums', () => {
  it('adds what doubles cannot', () => {
    const sums = new ExactSums(1);
    let expected = 0n;
    for (let i = 0; i < 3_000; i += 1) {
      const amount = 2n ** 51n + BigInt(i);
      sums.add(3, Number(amount & 0xffff_ffffn), Number(amount >> 32n));
      expected += amount;
    }
    expect([sums.at(3), sums.at(0), sums.at(99)]).toEqual([expected, 0n, 0n]);
  });

  it('carries before the low halves are too large for a double', () => {
    const sums = new ExactSums(1);
    for (let i = 0; i < 2_200_000; i += 1) sums.add(0, 0xffff_ffff, 0);
    expect(sums.at(0)).toBe(2_200_000n * 0xffff_ffffn);
  });
});
