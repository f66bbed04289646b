import { VercelChargesReader } from './vercel-charges.ts';
import type { Endpoint, ProviderAdapter } from '../types.ts';

const OTHER: Endpoint = {
  operation: 'other',
  billing: 'never',
  createReader: () => ({ reading: () => ({ complete: true }) }),
};
const CHARGES: Endpoint = {
  operation: 'billing_charges',
  billing: 'once',
  createReader: () => new VercelChargesReader({ startedAtMs: performance.timeOrigin, nowMs: Date.now }),
};

/** Vercel's own API. What a function uses while it runs is recorded by `metered` in the function. */
export const vercel: ProviderAdapter = {
  provider: 'vercel',
  hosts: ['api.vercel.com'],
  rateLimitHeaders: [{ kind: 'requests', limit: 'x-ratelimit-limit', remaining: 'x-ratelimit-remaining' }],
  endpoint(method, path) {
    return method === 'GET' && path.endsWith('/v1/billing/charges') ? CHARGES : OTHER;
  },
};
