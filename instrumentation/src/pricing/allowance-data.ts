import { USAGE_UNIT, type UsageUnit } from '../names.ts';
import type { Allowance, AllowancePeriod } from './allowances.ts';

const BYTES_PER_GB = 1_000_000_000;
const SECONDS_PER_HOUR = 3600;

/** Public free allowances of accounts. */
export const ALLOWANCES: readonly Allowance[] = [
  {
    provider: 'resend',
    unit: USAGE_UNIT.emails,
    quantity: 100,
    per: 'day',
    source: 'resend.com/pricing, Free: 100 e-mails a day, seen 2026-03-09',
  },
  {
    provider: 'resend',
    unit: USAGE_UNIT.emails,
    quantity: 3_000,
    per: 'month',
    source: 'resend.com/pricing, Free: 3,000 e-mails a month, seen 2026-03-09',
  },
  // Of the Pro plan, whose prices beyond it are ours: the Free plan is never billed.
  supabase(USAGE_UNIT.bytesOut, 250 * BYTES_PER_GB),
  supabase(USAGE_UNIT.invocations, 2_000_000),
  supabase(USAGE_UNIT.messages, 5_000_000),
  {
    provider: 'upstash',
    unit: USAGE_UNIT.commands,
    quantity: 500_000,
    per: 'month',
    from: '2025-03-01',
    source:
      'upstash.com/docs/redis/overall/billing, Free: 500,000 commands a month, seen 2026-08 (10,000 a day until 2025-03)',
  },
  // 200 GB of both ways together.
  upstash(USAGE_UNIT.bytesIn, 100 * BYTES_PER_GB, 'month', 'upstash.com/docs/redis/overall/billing'),
  upstash(USAGE_UNIT.bytesOut, 100 * BYTES_PER_GB, 'month', 'upstash.com/docs/redis/overall/billing'),
  upstash(USAGE_UNIT.requests, 10_000, 'day', 'upstash.com/pricing/vector'),
  upstash(USAGE_UNIT.messages, 1_000, 'day', 'upstash.com/pricing/qstash'),
  vercel(USAGE_UNIT.invocations, 1_000_000),
  vercel(USAGE_UNIT.gbSeconds, 360 * SECONDS_PER_HOUR),
  vercel(USAGE_UNIT.computeSeconds, 4 * SECONDS_PER_HOUR),
  vercel(USAGE_UNIT.bytesOut, 100 * BYTES_PER_GB),
];

function supabase(unit: UsageUnit, quantity: number): Allowance {
  const source = 'supabase.com/docs/guides/platform/billing-on-supabase, Pro plan, seen 2026-08';
  return { provider: 'supabase', unit, quantity, per: 'month', source };
}

function upstash(unit: UsageUnit, quantity: number, per: AllowancePeriod, source: string): Allowance {
  return { provider: 'upstash', unit, quantity, per, source: `${source}, seen 2026-08` };
}

function vercel(unit: UsageUnit, quantity: number): Allowance {
  const source =
    'vercel.com/docs/functions/usage-and-pricing and vercel.com/pricing, Hobby plan, seen 2026-09';
  return { provider: 'vercel', unit, quantity, per: 'month', source };
}
