import { UNPRICED_REASON, type UnpricedReason, type UsageUnit } from '../names.ts';
import { calculateModelPrice, type Genai } from './model-price.ts';
import { nanoFromUsd } from './money.ts';
import { findTierFactor, findTierPrice, isStandardTier, type TierPrice } from './service-tiers.ts';
import { findUnitPrice } from './unit-prices.ts';
import { hasTokens, isValidUsage, statesTokens, statesUsage, type Usage } from './usage.ts';

export interface PriceRequest {
  /** Provider id as in the `provider` label. */
  provider: string;
  /** The model that the provider billed. */
  model?: string;
  operation?: string;
  usage: Usage;
  /** The call's own time: it chooses the price. */
  at: Date;
  /** The tier that the provider says it charged; absent is the standard tier. */
  serviceTier?: string;
  /** What else decides the price of a unit: a country, a channel. */
  variant?: string;
}

export type PricedCall =
  | {
      priced: true;
      /** Whole nano-USD. */
      costNanoUsd: number;
      source: string;
      /** Set when a part of the usage has no price: `costNanoUsd` is the price of the rest. */
      unpriced?: UnpricedReason;
    }
  | { priced: false; reason: UnpricedReason };

export interface PriceCatalogue {
  /** Prices one call. Never pass sums: models have tiers by prompt size. Never throws. */
  price(request: PriceRequest): PricedCall;
}

const MODEL_SOURCE = '@pydantic/genai-prices';
const UNIT_SOURCE = 'outlay unit prices';
const TIER_SOURCE = 'outlay service tier prices';

/** A catalogue over the model prices given; `undefined` prices units alone. */
export function createPriceCatalogue(genai: Genai | undefined): PriceCatalogue {
  return {
    price(request) {
      if (!isValidUsage(request.usage)) return unpriced(UNPRICED_REASON.invalidUsage);
      try {
        return priceCall(genai, request);
      } catch {
        // The library throws on numbers that contradict each other.
        return unpriced(UNPRICED_REASON.invalidUsage);
      }
    },
  };
}

let loading: Promise<PriceCatalogue> | undefined;

/**
 * Loads the model prices (57 ms, 3.7 MB) on first use. Later calls get the same catalogue.
 *
 * @throws when `@pydantic/genai-prices` cannot be imported; the next call tries again
 */
export function loadPriceCatalogue(): Promise<PriceCatalogue> {
  loading ??= import('@pydantic/genai-prices').then(createPriceCatalogue, (cause: unknown) => {
    loading = undefined;
    throw cause;
  });
  return loading;
}

function unpriced(reason: UnpricedReason): PricedCall {
  return { priced: false, reason };
}

interface Part {
  usd: number;
  coveredUnits: readonly UsageUnit[];
  source: string;
}

function priceCall(genai: Genai | undefined, request: PriceRequest): PricedCall {
  const { provider, usage, at } = request;
  if (!statesUsage(usage)) return unpriced(UNPRICED_REASON.noUsage);
  const units = (Object.entries(usage.units ?? {}) as [UsageUnit, number][]).filter(([, count]) => count > 0);
  // None of a unit costs nothing, whatever one of it would cost.
  if (!statesTokens(usage) && units.length === 0)
    return { priced: true, costNanoUsd: 0, source: UNIT_SOURCE };

  let costNanoUsd = 0;
  let source = UNIT_SOURCE;
  let missing: UnpricedReason | undefined;
  let covered: readonly UsageUnit[] = [];
  if (request.model !== undefined && genai !== undefined) {
    const part = priceModel(genai, request, request.model);
    if (typeof part === 'string') {
      if (hasTokens(usage) || units.length === 0) return unpriced(part);
      missing = part;
    } else {
      costNanoUsd = nanoFromUsd(part.usd);
      covered = part.coveredUnits;
      source = part.source;
    }
  } else if (hasTokens(usage) || units.length === 0) {
    return unpriced(UNPRICED_REASON.unknownModel);
  } else {
    missing = UNPRICED_REASON.unknownModel;
  }

  let pricedUnits = covered.length;
  for (const [unit, count] of units) {
    if (covered.includes(unit)) continue;
    const price = findUnitPrice(provider, unit, at);
    if (price === undefined) {
      missing ??= UNPRICED_REASON.unknownUnit;
    } else {
      costNanoUsd += Math.round(count * price.nanoUsdPerUnit);
      pricedUnits += 1;
    }
  }
  if (pricedUnits === units.length) return { priced: true, costNanoUsd, source };
  const reason = missing ?? UNPRICED_REASON.unknownUnit;
  if (pricedUnits === 0 && !hasTokens(usage)) return unpriced(reason);
  return { priced: true, costNanoUsd, source, unpriced: reason };
}

/** The part of the price that comes from the model, or why it has none. */
function priceModel(genai: Genai, request: PriceRequest, model: string): Part | UnpricedReason {
  const { provider, usage, at, serviceTier } = request;
  const standard = calculateModelPrice(genai, provider, model, usage, at);
  if (standard === undefined) return UNPRICED_REASON.unknownModel;
  if (!standard.mediaPriced) return UNPRICED_REASON.unknownUnit;
  const { coveredUnits, unitsUsd, tokensUsd } = standard;
  if (serviceTier === undefined || isStandardTier(serviceTier)) {
    return { usd: tokensUsd + unitsUsd, coveredUnits, source: MODEL_SOURCE };
  }
  const factor = findTierFactor(provider, serviceTier, at);
  if (factor !== undefined) {
    return { usd: tokensUsd * factor.factor + unitsUsd, coveredUnits, source: TIER_SOURCE };
  }
  const price = findTierPrice(provider, serviceTier, model, at);
  if (price === undefined || (usage.inputTokens ?? 0) > price.maxInputTokens) {
    return UNPRICED_REASON.unknownServiceTier;
  }
  return { usd: calculateTierUsd(price, usage) + unitsUsd, coveredUnits, source: TIER_SOURCE };
}

function calculateTierUsd(price: TierPrice, usage: Usage): number {
  const { inputTokens = 0, outputTokens = 0, cacheReadTokens = 0 } = usage;
  const perMillion =
    (inputTokens - cacheReadTokens) * price.inputUsdPerMillion +
    cacheReadTokens * price.cacheReadUsdPerMillion +
    outputTokens * price.outputUsdPerMillion;
  return perMillion / 1_000_000;
}
