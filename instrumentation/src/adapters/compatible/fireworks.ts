import { createCompatibleAdapter } from './compatible.ts';
import type { RateLimitHeaders } from '../rate-limits.ts';

/** Source: docs.fireworks.ai/guides/quotas_usage/rate-limits. */
const RATE_LIMITS: readonly RateLimitHeaders[] = [
  { kind: 'requests', limit: 'x-ratelimit-limit-requests', remaining: 'x-ratelimit-remaining-requests' },
  {
    kind: 'input_tokens',
    limit: 'x-ratelimit-limit-tokens-prompt',
    remaining: 'x-ratelimit-remaining-tokens-prompt',
  },
  {
    kind: 'output_tokens',
    limit: 'x-ratelimit-limit-tokens-generated',
    remaining: 'x-ratelimit-remaining-tokens-generated',
  },
];

export const fireworks = createCompatibleAdapter('fireworks', {
  hosts: ['api.fireworks.ai', 'audio-prod.api.fireworks.ai', 'audio-turbo.api.fireworks.ai'],
  rateLimitHeaders: RATE_LIMITS,
  dialect: {
    streamsStateUsage: true,
    // The body tells them only on some models. Source: docs.fireworks.ai/guides/prompt-caching.
    readHeaders(header) {
      const cached = Number(header('fireworks-cached-prompt-tokens') || Number.NaN);
      return Number.isInteger(cached) ? { cacheReadTokens: cached } : {};
    },
  },
});
