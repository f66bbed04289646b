import { describe, expect, it } from 'vitest';
import { createPriceCatalogue, type PriceRequest } from '../catalogue.ts';
import { UNIT_PRICES } from '../unit-prices.ts';

const AT = new Date('2026-11-01T12:00:00Z');
const catalogue = createPriceCatalogue(undefined);

/** Nano-USD, or why there is no price. */
function priceOf(provider: string, units: Record<string, number>, more: Partial<PriceRequest> = {}) {
  const price = catalogue.price({ provider, usage: { units }, at: AT, ...more });
  return price.priced ? (price.unpriced ?? price.costNanoUsd) : price.reason;
}

describe('prices of Twilio', () => {
  it.each([
    ['an SMS to the United States', { sms_segments: 2 }, 'US', 16_600_000],
    ['an SMS to Germany', { sms_segments: 1 }, 'DE', 112_000_000],
    ['an MMS', { messages: 1 }, 'mms_US', 22_000_000],
    ['a reply on WhatsApp', { messages: 1 }, 'whatsapp', 5_000_000],
    ['a call of two started minutes', { call_seconds: 61, call_minutes: 2 }, 'US', 28_000_000],
    ['a verification by SMS', { verifications: 1, sms_segments: 1 }, 'GB', 56_000_000],
    ['a verification by e-mail', { verifications: 1 }, 'email', 0],
    ['a verification that succeeded', { approved_verifications: 1 }, undefined, 50_000_000],
    ['the format of a number', { lookups: 1 }, 'basic', 0],
    ['the line type of a number', { lookups: 1 }, 'line_type_intelligence', 8_000_000],
  ])('charge %s', (_, units, variant, nanoUsd) => {
    expect(priceOf('twilio', units, { variant })).toBe(nanoUsd);
  });

  it.each([
    ['an SMS to a country that is not in the list', { sms_segments: 1 }, 'AQ'],
    ['an SMS to nobody knows where', { sms_segments: 1 }, undefined],
    ['a template on WhatsApp', { messages: 1 }, 'whatsapp_template'],
    ['a verification by a call', { verifications: 1 }, 'call'],
    ['a verification by SMS to another country', { verifications: 1, sms_segments: 1 }, 'AQ'],
    ['a call to another country', { call_seconds: 61, call_minutes: 2 }, 'DE'],
  ])('are none for %s, which is never free', (_, units, variant) => {
    expect(priceOf('twilio', units, { variant })).toMatch(/^unknown_/);
  });

  it('go by the day of the call', () => {
    const june = { variant: 'GB', at: new Date('2026-06-30T23:59:59Z') };
    expect(priceOf('twilio', { sms_segments: 1 }, june)).toBe(52_400_000);
    expect(priceOf('twilio', { sms_segments: 1 }, { variant: 'GB' })).toBe(56_000_000);
  });
});

describe('prices of Supabase, Upstash and Vercel', () => {
  it.each([
    ['supabase', { bytes_out: 1_000_000_000, bytes_in: 5_000, rows: 100 }, undefined, 90_000_000],
    ['supabase', { bytes_out: 1_000_000_000 }, 'cached', 30_000_000],
    ['supabase', { invocations: 1_000_000 }, undefined, 2_000_000_000],
    ['supabase', { messages: 1_000_000 }, undefined, 2_500_000_000],
    ['upstash', { commands: 100_000, cache_hits: 4, cache_misses: 1 }, undefined, 200_000_000],
    ['upstash', { bytes_in: 500_000_000, bytes_out: 500_000_000 }, undefined, 30_000_000],
    ['upstash', { requests: 100_000 }, undefined, 400_000_000],
    ['upstash', { messages: 100_000 }, undefined, 1_000_000_000],
    ['vercel', { invocations: 1_000_000 }, undefined, 600_000_000],
    ['vercel', { gb_seconds: 3600 }, undefined, 10_600_000],
    ['vercel', { compute_seconds: 3600 }, undefined, 128_000_000],
    ['vercel', { bytes_out: 1_000_000_000 }, undefined, 150_000_000],
  ])('of %s charge %j (%s)', (provider, units, variant, nanoUsd) => {
    expect(priceOf(provider, units, { variant })).toBe(nanoUsd);
  });

  it('charge parts of a nano-USD in the sum, not in each byte', () => {
    expect(priceOf('supabase', { bytes_out: 100 })).toBe(9);
    expect(priceOf('supabase', { bytes_out: 1 })).toBe(0);
  });
});

describe('every unit price', () => {
  it('has a day, a source and no negative amount', () => {
    for (const { from, source, nanoUsdPerUnit } of UNIT_PRICES) {
      expect(from).toMatch(/^\d{4}-\d{2}-\d{2}$/);
      expect(source.length).toBeGreaterThan(8);
      expect(nanoUsdPerUnit).toBeGreaterThanOrEqual(0);
    }
  });

  it('stands once for its day', () => {
    const keys = UNIT_PRICES.map(({ provider, unit, operation, variant, from }) =>
      JSON.stringify([provider, unit, operation, variant, from]),
    );
    expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([]);
  });
});
