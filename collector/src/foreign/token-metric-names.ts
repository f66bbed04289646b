import type { SeriesIdentity } from '../ledger/series.ts';
import { INFERENCE_USAGE, OLDER_COUNTERS, type TokenKind } from '../ledger/token-counters.ts';

export { type TokenKind };

/** What a series of a token metric counts. */
export interface TokenMetric {
  /** Metrics of one family count different tokens; those of two families the same ones under two names. */
  readonly family: string;
  /** 0 is the newest. */
  readonly rank: number;
  /** Undefined for a type of tokens that is not known. */
  readonly kind: TokenKind | undefined;
  /** Where the metric's name tells it. */
  readonly provider?: string;
}

/** Histogram of the conventions, core 1.41 and before. */
const TOKEN_USAGE = 'gen_ai.client.token.usage';

/** Values of `gen_ai.token.type` and `llm.usage.token_type`; those of the conventions are `input` and `output`. */
const KINDS: Readonly<Record<string, TokenKind>> = {
  input: 'input',
  prompt: 'input',
  output: 'output',
  completion: 'output',
  cache_read: 'cacheRead',
  cache_write: 'cacheWrite',
  cache_creation: 'cacheWrite',
  reasoning: 'reasoning',
};

/** Undefined for what is no token metric. */
export function tokenMetricOf({ metric, labels }: SeriesIdentity): TokenMetric | undefined {
  const counted = INFERENCE_USAGE[metric];
  if (counted !== undefined) return { family: 'gen_ai.client.inference.usage', rank: 0, kind: counted };
  const provider = OLDER_COUNTERS[metric];
  if (metric !== TOKEN_USAGE && provider === undefined) return undefined;
  const type = labels['gen_ai_token_type'] ?? labels['llm_usage_token_type'] ?? '';
  const kind = Object.hasOwn(KINDS, type) ? KINDS[type] : undefined;
  return provider === undefined
    ? { family: TOKEN_USAGE, rank: 1, kind }
    : { family: 'llm', rank: 2, kind, provider };
}
