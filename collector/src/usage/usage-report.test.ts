import { DatabaseSync } from 'node:sqlite';
import { beforeEach, describe, expect, it } from 'vitest';
import type { ImportedCall } from '../ledger/imported-call.ts';
import { Ledger } from '../ledger/ledger.ts';
import { LedgerReader } from '../ledger/reading/ledger-reader.ts';
import { migrate } from '../ledger/schema.ts';
import { type UsageQuery, queryUsage } from './query.ts';
import { previousRange } from './previous-range.ts';
import { type ReportOptions, type ReportRow, reportUsage } from './usage-report.ts';

const seconds = (iso: string) => Date.parse(iso) / 1000;
const MARCH = { from: seconds('2026-03-01'), to: seconds('2026-04-01') };

describe('reportUsage', () => {
  let ledger: Ledger;
  let reader: LedgerReader;
  let rows = 0;

  function book(day: string, provider: string, usd: number, requests = 1, tokens = 10): void {
    for (let index = 0; index < requests; index += 1) {
      const call: ImportedCall = {
        rowKey: Buffer.from(String((rows += 1))),
        at: new Date(`${day}T12:00:00Z`),
        job: 'shop',
        labels: { provider },
        userId: undefined,
        cost: { nanoUsd: index === 0 ? BigInt(usd * 1e9) : 0n, pricing: 'exact' },
        unpricedReason: undefined,
        units: new Map([['input_tokens', tokens]]),
      };
      ledger.bookImported([call]);
    }
  }

  async function report(
    query: Partial<UsageQuery>,
    options: Partial<Omit<ReportOptions, 'query'>> & { compare?: true } = {},
  ) {
    const { compare, ...rest } = options;
    return reportUsage((asked) => queryUsage(reader, asked), {
      query: { ...MARCH, groupBy: [], by: undefined, timeZone: 'UTC', ...query },
      sort: undefined,
      top: undefined,
      previous: compare && previousRange(MARCH, 'UTC'),
      ...rest,
    });
  }

  const short = ({ start, labels, costUsd, previous, otherGroups }: ReportRow) => [
    start?.toISOString().slice(0, 10) ?? labels['provider'] ?? `${otherGroups} others`,
    costUsd,
    previous?.costUsd,
  ];

  beforeEach(() => {
    const database = new DatabaseSync(':memory:');
    migrate(database);
    ledger = new Ledger(database);
    reader = new LedgerReader(database);
    book('2026-02-03', 'openai', 2);
    book('2026-02-03', 'cohere', 5);
    book('2026-03-03', 'openai', 3, 9);
    book('2026-03-04', 'anthropic', 4, 1, 500);
    book('2026-03-05', 'resend', 1, 20);
    book('2026-03-31', 'resend', 1);
  });

  it('puts what is new, steady and gone side by side with the month before', async () => {
    const { rows: groups, total, previous } = await report({ groupBy: ['provider'] }, { compare: true });
    expect(groups.map(short)).toEqual([
      ['anthropic', 4, undefined],
      ['openai', 3, 2],
      ['resend', 2, undefined],
      ['cohere', 0, 5],
    ]);
    expect(groups.map(({ isCurrent }) => isCurrent)).toEqual([true, true, true, false]);
    expect([total.costUsd, previous?.total.costUsd, previous?.from.toISOString()]).toEqual([
      9,
      7,
      '2026-02-01T00:00:00.000Z',
    ]);
  });

  it('holds the n-th day against the n-th day, and leaves days out that the other month lacks', async () => {
    const { rows: days } = await report({ by: 'day' }, { compare: true });
    expect(days.map(short)).toEqual([
      ['2026-03-03', 3, 7],
      ['2026-03-04', 4, undefined],
      ['2026-03-05', 1, undefined],
      ['2026-03-31', 1, undefined],
    ]);
  });

  it('sorts by requests or a unit', async () => {
    const order = async (sort: string) =>
      (await report({ groupBy: ['provider'] }, { sort })).rows.map(({ labels }) => labels['provider']);
    expect(await order('requests')).toEqual(['resend', 'openai', 'anthropic']);
    expect(await order('input_tokens')).toEqual(['anthropic', 'resend', 'openai']);
    expect(await order('cost')).toEqual(['anthropic', 'openai', 'resend']);
  });

  it('adds what is beyond the top up in one row, to the nano', async () => {
    const { rows: groups, total } = await report({ groupBy: ['provider'] }, { top: 1, compare: true });
    expect(groups.map(short)).toEqual([
      ['anthropic', 4, undefined],
      ['3 others', 5, 7],
    ]);
    expect(groups.reduce((sum, { costNanoUsd }) => sum + costNanoUsd, 0n)).toBe(total.costNanoUsd);
    expect(groups[1]).toMatchObject({ requests: 30, units: { input_tokens: 300 } });
  });

  it('keeps the top groups of the whole range in each day, others last', async () => {
    const { rows: groups } = await report({ groupBy: ['provider'], by: 'week' }, { top: 1 });
    expect(
      groups.map(({ start, labels, costUsd }) => [start?.getUTCDate(), labels['provider'], costUsd]),
    ).toEqual([
      [2, 'anthropic', 4],
      [2, undefined, 4],
      [30, undefined, 1],
    ]);
  });

  it('shows the largest days when time is all there is to rank', async () => {
    const { rows: days } = await report({ by: 'day' }, { top: 2 });
    expect(days.map(short)).toEqual([
      ['2026-03-03', 3, undefined],
      ['2026-03-04', 4, undefined],
      ['2 others', 2, undefined],
    ]);
    const { rows: sorted } = await report({ by: 'day' }, { top: 2, sort: 'cost' });
    expect(sorted.map(short)[0]).toEqual(['2026-03-04', 4, undefined]);
  });

  it('refuses a sort key that the rows do not have, and says which they do', async () => {
    await expect(report({ groupBy: ['tenant'] }, { sort: 'requests' })).rejects.toThrow(
      /requests are not kept by tenant; sort by cost/,
    );
    await expect(report({ groupBy: ['provider'] }, { sort: 'emails' })).rejects.toThrow(
      /"emails" is neither cost, requests nor a unit of this report: input_tokens/,
    );
  });
});
