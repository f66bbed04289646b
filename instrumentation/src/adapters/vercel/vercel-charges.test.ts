import { describe, expect, it } from 'vitest';
import { createResponseBody } from '../../wire/response-body.ts';
import type { Reading } from '../types.ts';
import { VercelChargesReader } from './vercel-charges.ts';
import { vercel } from './vercel.ts';

const STARTED = Date.parse('2026-06-10T12:00:00Z');
const NOW = Date.parse('2026-06-12T12:00:00Z');

function charge(day: string, more: object = {}): object {
  return {
    ChargePeriodStart: `${day}T00:00:00Z`,
    ChargePeriodEnd: new Date(Date.parse(day) + 86_400_000).toISOString(),
    ServiceName: 'Function Invocations',
    ConsumedQuantity: 1_500_000,
    ConsumedUnit: 'Invocations',
    BilledCost: 0.3,
    BillingCurrency: 'USD',
    Tags: { ProjectId: 'prj_1', ProjectName: 'shop' },
    ...more,
  };
}

function read(...charges: object[]): Reading {
  const reader = new VercelChargesReader({ startedAtMs: STARTED, nowMs: () => NOW });
  const body = createResponseBody('application/jsonl', reader);
  for (const one of charges) body?.write(Buffer.from(`${JSON.stringify(one)}\n`));
  body?.end();
  return reader.reading();
}

describe('charges of Vercel', () => {
  it('books a day that ended while the process ran, with the cost that is stated', () => {
    expect(read(charge('2026-06-10')).results).toEqual([
      {
        usage: { units: { invocations: 1_500_000 } },
        statedCostUsd: 0.3,
        resultId: expect.stringContaining('prj_1') as string,
      },
    ]);
  });

  it('leaves out days before the process, and the day that goes on', () => {
    expect(read(charge('2026-06-09'), charge('2026-06-12')).results).toEqual([]);
  });

  it.each([
    ['Function Duration', 'GB-Hours', 2, { gb_seconds: 7200 }],
    ['Fluid Provisioned Memory', 'GB Hours', 1, { gb_seconds: 3600 }],
    ['Fast Data Transfer', 'GB', 3, { bytes_out: 3_000_000_000 }],
    ['Fluid Active CPU', 'CPU Hours', 0.5, { compute_seconds: 1800 }],
    ['Functions', 'invocations', 10, { invocations: 10 }],
  ])('reads %s in %s', (ServiceName, ConsumedUnit, ConsumedQuantity, units) => {
    const { results } = read(charge('2026-06-11', { ServiceName, ConsumedUnit, ConsumedQuantity }));
    expect(results?.[0]?.usage.units).toEqual(units);
  });

  it('names each charge so that it is booked once, whichever answer it is in', () => {
    const ids = [charge('2026-06-10'), charge('2026-06-11'), charge('2026-06-11', { RegionId: 'iad1' })];
    const first = read(...ids).results?.map(({ resultId }) => resultId);
    expect(new Set(first).size).toBe(3);
    expect(read(...ids).results?.map(({ resultId }) => resultId)).toEqual(first);
  });

  it.each([
    ['of another unit', { ConsumedUnit: 'Seats', ServiceName: 'Developer Seats' }],
    ['without a quantity', { ConsumedQuantity: null, ConsumedUnit: null }],
  ])('books the cost of a charge %s, and no unit', (_, more) => {
    expect(read(charge('2026-06-10', more)).results).toMatchObject([{ usage: {}, statedCostUsd: 0.3 }]);
  });

  it.each([
    ['of another unit that cost nothing', { ConsumedUnit: 'Seats', BilledCost: 0 }],
    ['of no day', { ChargePeriodEnd: 'soon' }],
  ])('leaves out a charge %s', (_, more) => {
    expect(read(charge('2026-06-10', more)).results).toEqual([]);
  });

  it('states no cost in another currency', () => {
    expect(read(charge('2026-06-10', { BillingCurrency: 'EUR' })).results?.[0]).not.toHaveProperty(
      'statedCostUsd',
    );
  });

  it('is one endpoint of an API that is free else', () => {
    expect(vercel.endpoint('GET', '/v1/billing/charges')).toMatchObject({
      operation: 'billing_charges',
      billing: 'once',
    });
    expect(vercel.endpoint('POST', '/v13/deployments')).toMatchObject({
      operation: 'other',
      billing: 'never',
    });
  });
});
