/** What is left of one of the provider's rate limits. */
export interface RateLimit {
  /** What is limited: `requests`, `tokens`, `input_tokens`, `output_tokens`. */
  kind: string;
  /** From 0, nothing left, to 1. */
  remainingRatio: number;
}

/** The header of the limit and the header of what is left of it, in lower case. */
export interface RateLimitHeaders {
  kind: string;
  limit: string;
  remaining: string;
}

/**
 * The headers of OpenAI, and of the many that have taken them over. Source: developers.openai.com/api/docs/guides/rate-limits,
 * rate limits in headers.
 */
export const OPENAI_RATE_LIMITS: readonly RateLimitHeaders[] = ['requests', 'tokens'].map((kind) => ({
  kind,
  limit: `x-ratelimit-limit-${kind}`,
  remaining: `x-ratelimit-remaining-${kind}`,
}));

const NONE: readonly RateLimit[] = [];

/** Reads how much of each rate limit is left; a limit that is not told, or told wrongly, is left out. */
export function parseRateLimits(
  headers: readonly RateLimitHeaders[],
  header: (name: string) => string | undefined,
): readonly RateLimit[] {
  let found: RateLimit[] | undefined;
  for (const { kind, limit, remaining } of headers) {
    const left = header(remaining);
    if (left === undefined || left === '') continue;
    const ratio = Number(left) / Number(header(limit) || Number.NaN);
    if (ratio >= 0 && ratio <= 1) (found ??= []).push({ kind, remainingRatio: ratio });
  }
  return found ?? NONE;
}
