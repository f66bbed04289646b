import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeJournal } from './decode-journal.ts';
import { JournalEncoder } from './journal-encoder.ts';

type Entry = readonly [kind: string, ...values: unknown[]];

const id = fc.integer({ min: 1, max: 2 ** 40 });
const half = fc.integer({ min: 0, max: 2 ** 32 - 1 });
const slot = fc.integer({ min: 0, max: 10_000_000 }).map((quarter) => quarter * 900);
const amount = fc.bigInt({ min: 0n, max: 2n ** 62n });
const histogram = fc.array(fc.nat(), { minLength: 1, maxLength: 5 }).chain((bucketCounts) =>
  fc.record({
    count: fc.constant(bucketCounts.reduce((sum, bucket) => sum + bucket, 0)),
    sum: fc.double({ noNaN: true }),
    bounds: fc.array(fc.double({ noNaN: true }), {
      minLength: bucketCounts.length - 1,
      maxLength: bucketCounts.length - 1,
    }),
    bucketCounts: fc.constant(bucketCounts),
  }),
);
const entry: fc.Arbitrary<Entry> = fc.oneof(
  fc.tuple(fc.constant('receivedAt'), fc.integer({ min: 0, max: 2 ** 45 })),
  fc.tuple(fc.constant('counterStream'), id, half, half, fc.double({ noNaN: true })),
  fc.tuple(fc.constant('histogramStream'), id, half, half, histogram),
  fc.tuple(fc.constant('spend'), id, slot, amount),
  fc.tuple(fc.constant('total'), id, amount),
  fc.tuple(fc.constant('histogram'), id, histogram),
  fc.tuple(fc.constant('budgetCost'), fc.string(), fc.string(), amount),
);

function write(encoder: JournalEncoder, [kind, ...values]: Entry): void {
  const method = encoder[kind as 'total'] as (...values: unknown[]) => void;
  method.apply(encoder, values);
}

function read(bytes: Uint8Array): Entry[] {
  const entries: Entry[] = [];
  const note =
    (kind: string) =>
    (...values: unknown[]) =>
      void entries.push([kind, ...values]);
  decodeJournal(bytes, {
    receivedAt: note('receivedAt'),
    counterStream: note('counterStream'),
    histogramStream: note('histogramStream'),
    spend: note('spend'),
    total: note('total'),
    histogram: note('histogram'),
    budgetCost: note('budgetCost'),
  });
  return entries;
}

describe('the journal', () => {
  it('gives back what was written, in order', () => {
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 60 }), (entries) => {
        const encoder = new JournalEncoder();
        for (const each of entries) write(encoder, each);
        expect(read(encoder.bytes())).toEqual(entries);
      }),
    );
  });

  it('reads what follows a part that the visitor leaves out', () => {
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 20 }), (entries) => {
        const encoder = new JournalEncoder();
        for (const each of entries) write(encoder, each);
        encoder.spend(7, 900, 5n);
        const spends: unknown[] = [];
        decodeJournal(encoder.bytes(), { spend: (...values) => void spends.push(values) });
        expect(spends.at(-1)).toEqual([7, 900, 5n]);
      }),
    );
  });

  it('says a total and its spend at once', () => {
    const encoder = new JournalEncoder();
    encoder.totalAndSpend(7, 1800, Number.MAX_SAFE_INTEGER);
    expect(read(encoder.bytes())).toEqual([
      ['total', 7, BigInt(Number.MAX_SAFE_INTEGER)],
      ['spend', 7, 1800, BigInt(Number.MAX_SAFE_INTEGER)],
    ]);
  });

  it('forgets what is cut off, and says time and slot anew after it', () => {
    const encoder = new JournalEncoder();
    encoder.counterStream(1, 2, 3, 4);
    encoder.spend(1, 900, 5n);
    const length = encoder.length;
    encoder.counterStream(1, 9, 9, 9);
    encoder.spend(1, 9900, 9n);
    encoder.truncate(length);
    encoder.counterStream(2, 2, 3, 6);
    encoder.spend(2, 900, 7n);
    expect(read(encoder.bytes())).toEqual([
      ['counterStream', 1, 2, 3, 4],
      ['spend', 1, 900, 5n],
      ['counterStream', 2, 2, 3, 6],
      ['spend', 2, 900, 7n],
    ]);
  });

  it('refuses bytes that are none of its entries, and an entry that is cut short', () => {
    expect(() => read(Uint8Array.of(99))).toThrow(/unknown kind: 99/);
    expect(() => read(Uint8Array.of(6))).toThrow(/in the middle of an entry/);
  });
});
