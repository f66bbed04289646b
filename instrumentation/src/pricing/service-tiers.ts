import { type EffectiveRow, findInForce } from './effective-date.ts';
import { type TokenKind } from './token-rates.ts';

/** Tiers that are billed at the model's standard price. */
const STANDARD_TIERS: ReadonlySet<string> = new Set([
  'standard',
  'default',
  'auto',
  'standard_only',
  'on_demand',
]);

/** Tokens of the tier cost the standard price times `factor`. */
export interface TierFactor {
  provider: string;
  tier: string;
  from: string;
  factor: number;
  /** Models whose name it does not match have no price in the tier; absent: all models have. */
  models?: RegExp;
  /** Kinds of tokens that cost the same as in the standard tier. */
  exceptKinds?: readonly TokenKind[];
  source: string;
}

/** Tokens of the tier have a price of their own, in USD per million tokens. */
export interface TierPrice {
  provider: string;
  tier: string;
  from: string;
  /** The model and those of its dated snapshots that have no row of their own, not other models of the name. */
  model: string;
  inputUsdPerMillion: number;
  cacheReadUsdPerMillion: number;
  outputUsdPerMillion: number;
  /** Prompts above this size have no published price in the tier. */
  maxInputTokens: number;
  source: string;
}

export const TIER_FACTORS: readonly TierFactor[] = [
  {
    provider: 'openai',
    tier: 'flex',
    from: '2025-04-17',
    factor: 0.5,
    source:
      'developers.openai.com/api/docs/guides/flex-processing: "priced at Batch API rates", half of standard',
  },
  {
    provider: 'openai',
    tier: 'batch',
    from: '2024-04-15',
    factor: 0.5,
    source: 'developers.openai.com/api/docs/guides/batch: "50% cost discount"',
  },
  {
    provider: 'anthropic',
    tier: 'batch',
    from: '2024-10-08',
    factor: 0.5,
    source: 'platform.claude.com/docs/en/about-claude/pricing: Batch API, 50 % of input and output',
  },
  {
    provider: 'anthropic',
    tier: 'us_inference',
    from: '2026-02-05',
    factor: 1.1,
    source: 'platform.claude.com/docs/en/about-claude/pricing: US-only inference (inference_geo), 1.1x',
  },
  {
    provider: 'azure',
    tier: 'batch',
    from: '2024-10-01',
    factor: 0.5,
    source: 'learn.microsoft.com/azure/ai-services/openai/how-to/batch: "50% less cost than global standard"',
  },
  {
    provider: 'groq',
    tier: 'batch',
    from: '2025-03-01',
    factor: 0.5,
    source: 'console.groq.com/docs/batch: "50% cost discount"',
  },
  {
    provider: 'groq',
    tier: 'flex',
    from: '2025-01-01',
    factor: 1,
    source: 'console.groq.com/docs/flex-processing: at the price of on-demand processing',
  },
  {
    provider: 'mistral',
    tier: 'batch',
    from: '2024-11-07',
    factor: 0.5,
    source: 'docs.mistral.ai/capabilities/batch: "50% discount"',
  },
  {
    provider: 'together',
    tier: 'batch',
    from: '2025-06-11',
    factor: 0.5,
    source: 'together.ai/blog/batch-api: "half the cost of real-time API calls"',
  },
];

/** Long contexts are excluded: above 128,000 tokens. */
function priority(
  model: string,
  from: string,
  inputUsdPerMillion: number,
  cacheReadUsdPerMillion: number,
  outputUsdPerMillion: number,
): TierPrice {
  return {
    provider: 'openai',
    tier: 'priority',
    from,
    model,
    inputUsdPerMillion,
    cacheReadUsdPerMillion,
    outputUsdPerMillion,
    maxInputTokens: 128_000,
    source: 'openai.com/api-priority-processing, seen 2026-03',
  };
}

export const TIER_PRICES: readonly TierPrice[] = [
  priority('gpt-5.4', '2026-03-05', 5, 0.5, 30),
  priority('gpt-5.4-mini', '2026-03-17', 1.5, 0.15, 9),
  priority('gpt-5.2', '2025-12-11', 3.5, 0.35, 28),
  priority('gpt-5.1', '2025-11-13', 2.5, 0.25, 20),
  priority('gpt-5.1-codex', '2025-11-13', 2.5, 0.25, 20),
  priority('gpt-5', '2025-08-07', 2.5, 0.25, 20),
  priority('gpt-5-codex', '2025-09-23', 2.5, 0.25, 20),
  priority('gpt-5-mini', '2025-08-07', 0.45, 0.045, 3.6),
  priority('gpt-4.1', '2025-06-01', 3.5, 0.875, 14),
  priority('gpt-4.1-mini', '2025-06-01', 0.7, 0.175, 2.8),
  priority('gpt-4.1-nano', '2025-06-01', 0.2, 0.05, 0.8),
  priority('gpt-4o', '2025-06-01', 4.25, 2.125, 17),
  // Without a price for cached tokens: the model has no prompt cache.
  priority('gpt-4o-2024-05-13', '2025-06-01', 8.75, 8.75, 26.25),
  priority('gpt-4o-mini', '2025-06-01', 0.25, 0.125, 1),
  priority('o3', '2025-06-10', 3.5, 0.875, 14),
  priority('o4-mini', '2025-06-01', 2, 0.5, 8),
];

const DATED_SNAPSHOT = /^-\d{4}-\d{2}-\d{2}$/;

export function isStandardTier(tier: string | undefined): boolean {
  return tier === undefined || STANDARD_TIERS.has(tier);
}

export function findTierFactor(
  provider: string,
  tier: string,
  model: string,
  at: Date,
  factors: readonly TierFactor[] = TIER_FACTORS,
): TierFactor | undefined {
  return findInForce(
    factors.filter(
      (row) => row.provider === provider && row.tier === tier && row.models?.test(model) !== false,
    ),
    at,
  );
}

/** Every row that decides the price of a tier, for the times at which it changes. */
export function tierRowsOf(provider: string, tier: string): readonly EffectiveRow[] {
  return [...TIER_FACTORS, ...TIER_PRICES].filter((row) => row.provider === provider && row.tier === tier);
}

/** A snapshot's own row comes before the row of its model, whichever is newer. */
export function findTierPrice(
  provider: string,
  tier: string,
  model: string,
  at: Date,
  prices: readonly TierPrice[] = TIER_PRICES,
): TierPrice | undefined {
  const rows = prices.filter((row) => row.provider === provider && row.tier === tier);
  const own = rows.filter((row) => row.model === model);
  return findInForce(own.length > 0 ? own : rows.filter((row) => isSnapshotOf(model, row.model)), at);
}

function isSnapshotOf(snapshot: string, model: string): boolean {
  return snapshot.startsWith(model) && DATED_SNAPSHOT.test(snapshot.slice(model.length));
}
