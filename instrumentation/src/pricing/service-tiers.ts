import { type EffectiveRow, findInForce } from './effective-date.ts';
import { TIER_FACTORS } from './tier-factors.ts';
import type { TierFactor } from './tier-factor.ts';

/** Tiers that are billed at the model's standard price. */
const STANDARD_TIERS: ReadonlySet<string> = new Set([
  'standard',
  'default',
  'auto',
  'standard_only',
  'on_demand',
]);

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
    source: 'openai.com/api-priority-processing, seen 2026-10',
  };
}

export const TIER_PRICES: readonly TierPrice[] = [
  priority('gpt-5.5', '2026-04-23', 12.5, 1.25, 75),
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
  const tiers = tier.split('+');
  return [...TIER_FACTORS, ...TIER_PRICES].filter(
    (row) => row.provider === provider && tiers.includes(row.tier),
  );
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

export { TIER_FACTORS } from './tier-factors.ts';
export { type TierFactor } from './tier-factor.ts';
