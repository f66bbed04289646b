import { createCompatibleAdapter } from './compatible.ts';
import { asCount } from '../../wire/json-values.ts';
import type { RateLimitHeaders } from '../rate-limits.ts';

/** Told only when a limit is near or reached. Source: openrouter.ai/docs/api-reference/limits. */
const RATE_LIMITS: readonly RateLimitHeaders[] = [
  { kind: 'requests', limit: 'x-ratelimit-limit', remaining: 'x-ratelimit-remaining' },
];

/**
 * OpenRouter states what it charged: `usage.cost`, in credits of one dollar. With a key of one's own (`is_byok`) that is
 * its fee alone; the rest is on the bill of the provider that answered. Source:
 * openrouter.ai/docs/use-cases/usage-accounting.
 */
export const openRouter = createCompatibleAdapter('openrouter', {
  hosts: ['openrouter.ai', '.openrouter.ai'],
  rateLimitHeaders: RATE_LIMITS,
  dialect: { streamsStateUsage: true, statedCostUsd: ({ cost }) => asCount(cost) },
});
