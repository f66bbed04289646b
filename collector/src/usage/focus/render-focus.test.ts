import { DatabaseSync } from 'node:sqlite';
import { parse } from 'csv-parse/sync';
import { beforeEach, describe, expect, it } from 'vitest';
import type { ImportedCall } from '../../ledger/imported-call.ts';
import { Ledger } from '../../ledger/ledger.ts';
import { LedgerReader } from '../../ledger/reading/ledger-reader.ts';
import { migrate } from '../../ledger/schema.ts';
import { queryUsage } from '../query.ts';
import { FOCUS_COLUMNS } from './focus-columns.ts';
import type { FocusOptions } from './focus-rows.ts';
import { focusService } from './focus-services.ts';
import { renderFocusCsv } from './render-focus.ts';
import { type ReadRow, focusMistakes } from './testing/focus-conformance.ts';

const EVERYTHING: FocusOptions = { from: undefined, to: undefined, where: undefined };

describe('renderFocusCsv', () => {
  let ledger: Ledger;
  let reader: LedgerReader;
  let calls = 0;

  function book(at: string, labels: ImportedCall['labels'], more: Partial<ImportedCall> = {}): void {
    calls += 1;
    ledger.bookImported([
      {
        rowKey: Buffer.from(String(calls)),
        at: new Date(at),
        job: 'shop',
        labels,
        userId: undefined,
        cost: { nanoUsd: 1_000_000_001n, pricing: 'exact' },
        unpricedReason: undefined,
        units: new Map(),
        ...more,
      },
    ]);
  }

  async function read(options: FocusOptions = EVERYTHING) {
    let text = '';
    for await (const chunk of renderFocusCsv((query) => queryUsage(reader, query), options)) text += chunk;
    const [header = [], ...lines] = parse(text) as string[][];
    const rows = lines.map((cells): ReadRow =>
      Object.fromEntries(header.map((name, index) => [name, cells[index] || null])),
    );
    return { header, rows };
  }

  const nano = (rows: readonly ReadRow[], column: string) =>
    rows.reduce((sum, row) => sum + BigInt((row[column] ?? '0').replace('.', '')), 0n);

  beforeEach(() => {
    const database = new DatabaseSync(':memory:');
    migrate(database);
    ledger = new Ledger(database);
    reader = new LedgerReader(database);
    book(
      '2026-01-31T23:59:00Z',
      { provider: 'openai', model: 'gpt-5', operation: 'chat', feature: 'search' },
      {
        units: new Map([
          ['input_tokens', 900],
          ['output_tokens', 100],
          ['cache_read_tokens', 500],
        ]),
      },
    );
    book(
      '2026-02-01T00:00:00Z',
      { provider: 'resend', operation: 'send', tenant: 'acme, "Inc"' },
      {
        cost: { nanoUsd: 7n, pricing: 'stated' },
        units: new Map([['emails', 3]]),
      },
    );
    book(
      '2026-02-01T10:00:00Z',
      { provider: 'openrouter', triggered_by: 'cron' },
      {
        cost: { nanoUsd: 123_456_789_012_345_678n, pricing: 'stated' },
      },
    );
    book(
      '2026-02-02T10:00:00Z',
      { provider: 'openai', model: 'gpt-9' },
      {
        cost: undefined,
        unpricedReason: 'unknown_model',
        units: new Map([['input_tokens', 40]]),
      },
    );
    book(
      '2026-02-03T10:00:00Z',
      { job: 'x', environment: '=1+1' },
      { units: new Map([['sms_segments', 2]]) },
    );
  });

  it('breaks no rule of FOCUS 1.2, and its billed costs add up to the ledger, to the nano', async () => {
    const { header, rows } = await read();
    expect(focusMistakes(header, rows)).toEqual([]);
    expect(rows).toHaveLength(6);
    const { total } = queryUsage(reader, {
      from: undefined,
      to: undefined,
      groupBy: [],
      by: undefined,
      timeZone: 'UTC',
    });
    for (const column of ['BilledCost', 'EffectiveCost', 'ListCost', 'ContractedCost']) {
      expect(nano(rows, column), column).toBe(total.costNanoUsd);
    }
  });

  it('notes of a charge that it was priced from totals', async () => {
    const pricing = 'totals';
    book('2026-02-04T10:00:00Z', { provider: 'openai', model: 'gpt-5' }, { cost: { nanoUsd: 5n, pricing } });
    const { rows } = await read();
    expect(rows.find((row) => row['x_Pricing'] === pricing)?.['ChargeDescription']).toMatch(
      /gpt-5, priced from totals of many calls as if each were the average one$/,
    );
  });

  it('files a charge under its UTC day and month, with its labels as tags', async () => {
    const { rows } = await read();
    expect(rows[0]).toMatchObject({
      BilledCost: '1.000000001',
      BillingPeriodStart: '2026-01-01T00:00:00Z',
      BillingPeriodEnd: '2026-02-01T00:00:00Z',
      ChargePeriodStart: '2026-01-31T00:00:00Z',
      ChargePeriodEnd: '2026-02-01T00:00:00Z',
      ProviderName: 'OpenAI',
      ServiceSubcategory: 'Generative AI',
      ConsumedQuantity: '1000',
      ConsumedUnit: 'Tokens',
      SkuId: 'openai/gpt-5/chat',
      Tags: '{"feature":"search","job":"shop"}',
      x_Usage: '{"cache_read_tokens":500,"input_tokens":900,"output_tokens":100}',
      x_QuantityBasis: 'measured',
    });
  });

  it('says of unpriced requests that they are not free, and never that they cost nothing alone', async () => {
    const { rows } = await read();
    const unpriced = rows.filter(({ x_Model: model }) => model === 'gpt-9');
    expect(unpriced.map((row) => [row['x_Pricing'], row['x_UnpricedRequests'], row['ConsumedUnit']])).toEqual(
      [
        ['none', null, 'Tokens'],
        ['unpriced', '1', 'Requests'],
      ],
    );
    expect(unpriced[1]?.['ChargeDescription']).toContain('1 requests have no known price; they are not free');
  });

  it('tells dollars as what was consumed where a provider stated a cost and nothing else', async () => {
    const { rows } = await read();
    expect(rows.find(({ ProviderName: name }) => name === 'OpenRouter')).toMatchObject({
      PricingQuantity: '123456789.012345678',
      PricingUnit: 'USD',
      x_QuantityBasis: 'cost',
      x_Pricing: 'stated',
    });
  });

  it('shares usage out by cost where costs are told apart and usage is not, to the millionth', async () => {
    const labels = { provider: 'cohere', model: 'command' };
    const units = new Map([['input_tokens', 1] as const]);
    book(
      '2026-03-01T10:00:00Z',
      { ...labels, triggered_by: 'user' },
      { cost: { nanoUsd: 1n, pricing: 'exact' }, units },
    );
    book(
      '2026-03-01T11:00:00Z',
      { ...labels, triggered_by: 'cron' },
      { cost: { nanoUsd: 2n, pricing: 'exact' }, units: new Map() },
    );
    const { header, rows } = await read({ ...EVERYTHING, where: { provider: ['cohere'] } });
    expect(focusMistakes(header, rows)).toEqual([]);
    expect(
      rows.map((row) => [row['BilledCost'], row['ConsumedQuantity'], row['x_QuantityBasis']]).sort(),
    ).toEqual([
      ['0.000000001', '0.333334', 'allocated'],
      ['0.000000002', '0.666666', 'allocated'],
    ]);
  });

  it('cuts charge periods where the range cuts a day', async () => {
    const { rows } = await read({
      ...EVERYTHING,
      from: Date.parse('2026-02-01T09:00:00Z') / 1000,
      to: Date.parse('2026-02-01T12:00:00Z') / 1000,
    });
    expect(rows.map((row) => [row['ChargePeriodStart'], row['ChargePeriodEnd']])).toEqual([
      ['2026-02-01T09:00:00Z', '2026-02-01T12:00:00Z'],
    ]);
  });

  it('is nothing but a header for an empty range', async () => {
    const { header, rows } = await read({ ...EVERYTHING, from: Date.parse('2027-01-01') / 1000 });
    expect([header, rows]).toEqual([FOCUS_COLUMNS.map(({ name }) => name), []]);
  });

  it('is checked by a validator that sees each kind of mistake', async () => {
    const { header, rows } = await read();
    const broken = (change: ReadRow) => focusMistakes(header, [{ ...rows[0], ...change }]).join();
    expect(broken({ BilledCost: '1,5' })).toContain('BilledCost is no Decimal');
    expect(broken({ ProviderName: null })).toContain('ProviderName is null');
    expect(broken({ ChargePeriodStart: '2026-01-31' })).toContain('ChargePeriodStart is no DateTime');
    expect(broken({ ServiceCategory: 'Web' })).toContain('ServiceSubcategory-C-004');
    expect(broken({ BillingPeriodEnd: '2026-01-15T00:00:00Z' })).toContain('not within its billing period');
    expect(focusMistakes(header.slice(1), []).join()).toContain('BilledCost: the column is missing');
    expect(focusMistakes([...header, 'Model'], []).join()).toContain('Model: is no column of FOCUS');
  });
});

describe('focusService', () => {
  it('keeps the name of a provider that it does not know, and never an inherited property', () => {
    expect(focusService('our-gpu')).toMatchObject({ providerName: 'our-gpu', category: 'Other' });
    expect(focusService('constructor')).toMatchObject({ providerName: 'constructor' });
    expect(focusService(undefined)).toMatchObject({ providerName: '(not stated)' });
  });
});
