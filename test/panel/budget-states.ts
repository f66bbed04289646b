import type { ExposedBudget } from './budget-exporter.ts';

const DAY_SECONDS = 86_400;
const PERIOD_DAYS = 30;
/** Share of the period that has passed in every budget here. */
export const ELAPSED = 0.7;

const usualThresholds = { warning: 0.75, critical: 0.9 };

/** A period of thirty days around now, so that the given share of it has passed. */
export function periodAround(nowMs: number, elapsed = ELAPSED): { startSeconds: number; endSeconds: number } {
  const startSeconds = Math.round(nowMs / 1000 - PERIOD_DAYS * DAY_SECONDS * elapsed);
  return { startSeconds, endSeconds: startSeconds + PERIOD_DAYS * DAY_SECONDS };
}

/** The everyday view: one budget in each status. */
export function everydayBudgets(nowMs: number): ExposedBudget[] {
  const period = periodAround(nowMs);
  const gbp = { currency: 'GBP', thresholds: usualThresholds, period };
  return [
    { ...gbp, name: 'openai', spent: 212.4, limit: 300, projected: { low: 270, middle: 288.6, high: 311 } },
    {
      ...gbp,
      name: 'anthropic',
      spent: 168.1,
      limit: 200,
      projected: { low: 214, middle: 229.3, high: 247 },
    },
    { ...gbp, name: 'twilio', spent: 143.9, limit: 150, projected: { low: 186, middle: 194, high: 203.1 } },
    { ...gbp, name: 'resend', spent: 112.7, limit: 100, projected: { low: 139, middle: 148, high: 155 } },
    { ...gbp, name: 'supabase', spent: 181.3, limit: 500, projected: { low: 236, middle: 245.9, high: 256 } },
    { ...gbp, name: 'vercel', spent: 61, limit: 200 },
  ];
}

/** Amounts that need more room than a narrow panel's columns have. */
export function largeBudgets(nowMs: number): ExposedBudget[] {
  const shared = { currency: 'USD', thresholds: usualThresholds, period: periodAround(nowMs) };
  return [
    { ...shared, name: 'resend', spent: 112_345.67, limit: 100_000, projected: { middle: 150_000 } },
    { ...shared, name: 'openai', spent: 18_212.4, limit: 30_000, projected: { middle: 30_100 } },
    { ...shared, name: 'anthropic', spent: 1, limit: 3 },
  ];
}

/** What is seldom seen and must be right all the same. */
export function unusualBudgets(nowMs: number): ExposedBudget[] {
  const period = periodAround(nowMs);
  const shared = { thresholds: usualThresholds, period };
  return [
    { ...shared, name: 'forbidden and used', currency: 'USD', spent: 12.7, limit: 0 },
    { ...shared, name: 'forbidden', currency: 'USD', spent: 0, limit: 0 },
    { ...shared, name: 'no limit', currency: 'EUR', spent: 88.15, projected: { middle: 120 } },
    {
      ...shared,
      name: 'five times over',
      currency: 'USD',
      spent: 510,
      limit: 100,
      projected: { middle: 730 },
    },
    { ...shared, name: 'credit', currency: 'USD', spent: -4.2, limit: 50, projected: { middle: 6 } },
    {
      ...shared,
      name: 'fine, but projected over',
      currency: 'USD',
      spent: 34,
      limit: 50,
      projected: { middle: 51.5 },
    },
    {
      ...shared,
      name: 'a-tenant-with-a-name-that-is-longer-than-any-column',
      currency: 'JPY',
      spent: 120_400,
      limit: 1_500_000,
      projected: { middle: 172_000 },
    },
    { ...shared, name: 'cents', currency: 'USD', spent: 0.0213, limit: 0.05, projected: { middle: 0.031 } },
    { name: 'without period or thresholds', currency: 'USD', spent: 3, limit: 4 },
  ];
}

export function manyBudgets(nowMs: number, count: number): ExposedBudget[] {
  const period = periodAround(nowMs);
  return Array.from({ length: count }, (_, index) => {
    const spent = 4 + ((index * 41) % 113);
    return {
      name: `tenant-${String(index + 1).padStart(2, '0')}`,
      currency: 'USD',
      spent,
      limit: 100,
      projected: { middle: spent / ELAPSED },
      thresholds: usualThresholds,
      period,
    };
  });
}
