import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Attributes, MetricsExport, Temporality } from '../otlp/metrics.ts';
import { openLedgerDatabase } from './database.ts';
import { Ledger, LedgerWriteError } from './ledger.ts';
import { lockDataDirectory } from './lock.ts';

const DATABASE_MODULE = new URL('database.ts', import.meta.url).href;
const EVERYTHING = { from: 0, to: 4_000_000_000 };
const now = new Date('2026-11-22T12:00:00Z');
const nano = (iso: string) => BigInt(Date.parse(iso)) * 1_000_000n;
const START = nano('2026-11-22T11:00:00Z');

interface CostExport {
  readonly usd: number;
  readonly at?: string;
  readonly start?: bigint;
  readonly instance?: string;
  readonly attributes?: Attributes;
  readonly temporality?: Temporality;
}

function costExport({ usd, at, start, instance, attributes, temporality }: CostExport): MetricsExport {
  return [
    {
      resource: { 'service.name': 'shop', 'service.instance.id': instance ?? 'a' },
      scopes: [
        {
          scopeName: '@outlay/instrumentation',
          metrics: [
            {
              name: 'outlay.cost.usd',
              data: {
                kind: 'sum',
                monotonic: true,
                temporality: temporality ?? 'cumulative',
                points: [
                  {
                    attributes: attributes ?? { provider: 'openai' },
                    startUnixNano: start ?? START,
                    timeUnixNano: nano(at ?? '2026-11-22T11:30:00Z'),
                    value: usd,
                  },
                ],
              },
            },
          ],
        },
      ],
    },
  ];
}

describe('Ledger', () => {
  let directory: string;
  let ledger: Ledger;
  const total = () => [...ledger.sumBySeries(EVERYTHING).values()].reduce((sum, amount) => sum + amount, 0n);
  const exposed = () => [...ledger.series()].map((series) => series.total);

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'outlay-ledger-'));
    ledger = new Ledger(openLedgerDatabase(directory));
  });
  afterEach(() => {
    ledger.close();
    rmSync(directory, { recursive: true });
  });

  it('books increases of a cumulative stream and nothing for what is repeated or late', async () => {
    await ledger.book(costExport({ usd: 1, at: '2026-11-22T11:10:00Z' }), now);
    await ledger.book(costExport({ usd: 3, at: '2026-11-22T11:20:00Z' }), now);
    const repeated = await ledger.book(costExport({ usd: 3, at: '2026-11-22T11:20:00Z' }), now);
    const late = await ledger.book(costExport({ usd: 1, at: '2026-11-22T11:10:00Z' }), now);
    expect(total()).toBe(3_000_000_000n);
    expect(exposed()).toEqual([3_000_000_000n]);
    expect([...repeated.dropped]).toEqual([['duplicate', 1]]);
    expect([...late.dropped]).toEqual([['late', 1]]);
  });

  it('resumes where it committed when it is opened again', async () => {
    await ledger.book(costExport({ usd: 2, at: '2026-11-22T11:10:00Z' }), now);
    ledger.close();
    ledger = new Ledger(openLedgerDatabase(directory));
    await ledger.book(costExport({ usd: 2.5, at: '2026-11-22T11:20:00Z' }), now);
    expect(total()).toBe(2_500_000_000n);
    expect(exposed()).toEqual([2_500_000_000n]);
  });

  it('adds up the instances and the restarts of a service in one series', async () => {
    await ledger.book(costExport({ usd: 1, instance: 'a' }), now);
    await ledger.book(costExport({ usd: 2, instance: 'b' }), now);
    await ledger.book(costExport({ usd: 4, instance: 'a', start: START + 1n }), now);
    expect(exposed()).toEqual([7_000_000_000n]);
  });

  it('still books the last export of a process that arrives after the first of its successor', async () => {
    await ledger.book(costExport({ usd: 1, at: '2026-11-22T11:10:00Z' }), now);
    await ledger.book(costExport({ usd: 5, start: START + 7n, at: '2026-11-22T11:21:00Z' }), now);
    await ledger.book(costExport({ usd: 1.25, at: '2026-11-22T11:20:00Z' }), now);
    expect(total()).toBe(6_250_000_000n);
  });

  it('takes attributes in another order for the same stream', async () => {
    await ledger.book(
      costExport({ usd: 1, at: '2026-11-22T11:10:00Z', attributes: { provider: 'a', model: 'b' } }),
      now,
    );
    await ledger.book(
      costExport({ usd: 2, at: '2026-11-22T11:20:00Z', attributes: { model: 'b', provider: 'a' } }),
      now,
    );
    expect(total()).toBe(2_000_000_000n);
  });

  it('sees a stream twice in one export as two points of it', async () => {
    const [first] = costExport({ usd: 1, at: '2026-11-22T11:10:00Z' });
    const [second] = costExport({ usd: 3, at: '2026-11-22T11:20:00Z' });
    if (first === undefined || second === undefined) throw new Error('no export');
    await ledger.book([first, second, first], now);
    expect(total()).toBe(3_000_000_000n);
  });

  it('books to the quarter hours that an increase spans', async () => {
    await ledger.book(costExport({ usd: 4, at: '2026-11-22T12:00:00Z' }), now);
    expect([...ledger.spendRows(EVERYTHING)].map(({ slot, amount }) => [slot, amount])).toEqual(
      ['11:00', '11:15', '11:30', '11:45'].map((time) => [
        Date.parse(`2026-11-22T${time}:00Z`) / 1000,
        1_000_000_000n,
      ]),
    );
  });

  it('refuses values of no temporality, negative and infinite values, and metrics it does not know, and counts them', async () => {
    const batches = [
      costExport({ usd: 1, temporality: 'unspecified' }),
      costExport({ usd: -1 }),
      costExport({ usd: Number.POSITIVE_INFINITY }),
      costExport({ usd: Number.NaN }),
      costExport({ usd: 1e30 }),
    ];
    const dropped = [];
    for (const batch of batches) dropped.push([...(await ledger.book(batch, now)).dropped.keys()]);
    expect(dropped).toEqual([
      ['unspecified_temporality'],
      ['invalid_value'],
      ['invalid_value'],
      ['invalid_value'],
      ['invalid_value'],
    ]);
    expect(total()).toBe(0n);
  });

  it('drops times that no ledger column holds, and keeps the rest of the export', async () => {
    const [tooLate] = costExport({ usd: 1, start: 2n ** 64n - 1n });
    const [good] = costExport({ usd: 2, instance: 'b' });
    if (tooLate === undefined || good === undefined) throw new Error('no export');
    expect([...(await ledger.book([tooLate, good], now)).dropped]).toEqual([['invalid_value', 1]]);
    expect(total()).toBe(2_000_000_000n);
  });

  it('keeps a defect apart from a disk that cannot be written', async () => {
    ledger.setBudgetCosting(() => {
      throw new TypeError('a defect');
    });
    await expect(ledger.book(costExport({ usd: 1 }), now)).rejects.toThrow(TypeError);
    expect(ledger.isWritable).toBe(true);
    ledger.setBudgetCosting(() => []);
    await ledger.book(costExport({ usd: 1 }), now);
    expect(total()).toBe(1_000_000_000n);
  });

  it('can be created by several processes at the same moment', async () => {
    const folder = mkdtempSync(join(directory, 'new-'));
    const open = `const { openLedgerDatabase } = await import(${JSON.stringify(DATABASE_MODULE)}); openLedgerDatabase(${JSON.stringify(folder)});`;
    const opened = Array.from({ length: 4 }, () =>
      promisify(execFile)(process.execPath, [
        '--conditions=outlay-source',
        '--input-type=module',
        '-e',
        open,
      ]),
    );
    await expect(Promise.all(opened)).resolves.toHaveLength(4);
  });

  it('keeps single nano-dollars over many small increases', async () => {
    let usd = 0;
    for (let call = 1; call <= 1000; call += 1) {
      usd = call * 0.000_000_007;
      await ledger.book(
        costExport({ usd, at: new Date(Number(START / 1_000_000n) + call).toISOString() }),
        now,
      );
    }
    expect(total()).toBe(7_000n);
  });

  it('is left as it was by a full disk, says so, and books everything once there is room', async () => {
    const database = openLedgerDatabase(directory);
    const small = new Ledger(database);
    const pages = Number(database.prepare('PRAGMA page_count').get()?.['page_count']);
    database.exec(`PRAGMA max_page_count = ${pages}`);
    const many = (usd: number) =>
      Array.from({ length: 400 }, (_, i) =>
        costExport({
          usd,
          instance: `${i}`,
          attributes: { provider: 'openai', feature: `feature ${i}`.repeat(20) },
        }),
      ).flat();
    await expect(small.book(many(1), now)).rejects.toThrow(LedgerWriteError);
    expect(small.isWritable).toBe(false);
    expect(total()).toBe(0n);
    expect([...small.series()]).toEqual([]);

    database.exec('PRAGMA max_page_count = 1000000');
    await small.book(many(1), now);
    expect(small.isWritable).toBe(true);
    expect(total()).toBe(400_000_000_000n);
    small.close();
  });

  it('notices what an import in another process booked, and leaves it out of the counters', async () => {
    const range = { from: 0, to: 4_000_000_000 };
    await ledger.book(costExport({ usd: 1 }), now);
    expect([...ledger.periodSums(range).values()]).toEqual([1_000_000_000n]);

    const other = new Ledger(openLedgerDatabase(directory));
    const call = {
      rowKey: Buffer.alloc(32, 1),
      at: now,
      job: 'shop',
      labels: { provider: 'openai' },
      userId: undefined,
      cost: { nanoUsd: 500n, pricing: 'exact' as const },
      unpricedReason: undefined,
      units: new Map(),
    };
    expect(other.bookImported([call])).toBe(1);
    expect(other.bookImported([call])).toBe(0);
    other.close();

    const cost = [...ledger.series()].filter(({ metric }) => metric === 'outlay.cost.usd');
    const sums = ledger.periodSums(range);
    expect(cost.map(({ id }) => sums.get(id))).toEqual([1_000_000_000n, 500n]);
    expect(cost.map(({ total: counted, liveSince }) => [counted, liveSince !== undefined])).toEqual([
      [1_000_000_000n, true],
      [0n, false],
    ]);
  });

  it('refuses a file that is no database, one of another application, and one of a newer schema', async () => {
    const at = (name: string) => join(directory, name);
    const broken = mkdtempSync(at('broken-'));
    writeFileSync(join(broken, 'ledger.db'), 'this is no database, but long enough to look at'.repeat(50));
    expect(() => openLedgerDatabase(broken)).toThrow(
      /cannot use the ledger .*not a database.*move the file away/s,
    );

    const foreign = mkdtempSync(at('foreign-'));
    const theirs = new DatabaseSync(join(foreign, 'ledger.db'));
    theirs.exec('CREATE TABLE bookmarks (url TEXT)');
    theirs.close();
    expect(() => openLedgerDatabase(foreign)).toThrow(/another application/);

    const newer = mkdtempSync(at('newer-'));
    const upgraded = openLedgerDatabase(newer);
    upgraded.exec('PRAGMA user_version = 999');
    upgraded.close();
    expect(() => openLedgerDatabase(newer)).toThrow(/newer Outlay/);
  });

  it('does not take a folder that cannot be used for one that another collector uses', async () => {
    const file = join(directory, 'a-file');
    writeFileSync(file, '');
    expect(() => lockDataDirectory(file)).toThrow(/cannot use the data folder .*a-file: EEXIST/);
  });

  it('lets one collector at a time onto a data folder, and the next one after it', async () => {
    const unlock = lockDataDirectory(directory);
    expect(() => lockDataDirectory(directory)).toThrow(/another collector is using/);
    unlock();
    lockDataDirectory(directory)();
  });
});
