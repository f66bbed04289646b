import { type ModelPrice } from '@pydantic/genai-prices';
import { UNPRICED_REASON, type UnpricedReason } from '../names.ts';
import { ALWAYS, changesOf, type EffectiveWindow, intersect, windowBetween } from './effective-window.ts';
import { IMAGE_OUTPUT_MODELS, IMAGES_BILLED_AS_TEXT } from './media-prices.ts';
import { findModelPrice, type Genai, type ModelPriceEntry } from './model-source.ts';
import { compileUnitRates, type ModelUnitRate, requestFeeOf } from './model-units.ts';
import {
  findTierFactor,
  findTierPrice,
  isStandardTier,
  type TierFactor,
  tierRowsOf,
  type TierPrice,
} from './service-tiers.ts';
import { compileRateBands, type RateBand, scaleRates, type TokenKind } from './token-rates.ts';

/** All that prices the calls of one model in one service tier, as long as its window lasts. */
export interface CompiledPrice {
  readonly window: EffectiveWindow;
  readonly bands: readonly RateBand[];
  /** Prompts above this size have no price. */
  readonly maxInputTokens: number;
  /** Fee for a request that uses tokens, in nano-USD. */
  readonly requestFee: number;
  readonly units: readonly ModelUnitRate[];
  /** Where the price comes from, for people. */
  readonly source: string;
  readonly entry: ModelPriceEntry;
  readonly tier: TierFactor | TierPrice | undefined;
}

/** Why a model has no price, as long as its window lasts. */
export interface MissingPrice {
  readonly window: EffectiveWindow;
  readonly reason: UnpricedReason;
}

export interface PriceQuestion {
  readonly provider: string;
  readonly model: string;
  readonly serviceTier: string | undefined;
  readonly at: Date;
}

/** Looks a price up and brings it into the form in which calls are priced. Slow (tens of microseconds): keep what it returns. */
export function compilePrice(genai: Genai, question: PriceQuestion): CompiledPrice | MissingPrice {
  const { provider, model, serviceTier, at } = question;
  const entry = findModelPrice(genai, provider, model, at);
  // A model that is not known now may have a price at another time, but only in lists of ours.
  if (entry === undefined) return { window: ALWAYS, reason: UNPRICED_REASON.unknownModel };
  const standard = {
    window: entry.window,
    bands: bandsOf(provider, entry, entry.prices),
    maxInputTokens: Infinity,
    requestFee: requestFeeOf(entry.prices),
    units: compileUnitRates(provider, entry.prices),
    source: entry.source,
    entry,
    tier: undefined,
  };
  if (serviceTier === undefined || isStandardTier(serviceTier)) return standard;

  const changes = changesOf(tierRowsOf(provider, serviceTier));
  const window = intersect(entry.window, windowBetween(changes, at.getTime()));
  const price = findTierPrice(provider, serviceTier, model, at);
  if (price !== undefined) {
    return {
      ...standard,
      window,
      bands: bandsOf(provider, entry, tierPrices(price)),
      maxInputTokens: price.maxInputTokens,
      source: `${price.tier} tier: ${price.source}`,
      tier: price,
    };
  }
  const factor = findTierFactor(provider, serviceTier, model, at);
  if (factor === undefined) return { window, reason: UNPRICED_REASON.unknownServiceTier };
  return {
    ...standard,
    window,
    bands: standard.bands.map((band) => ({ ...band, rates: scaleRates(band.rates, factor) })),
    source: `${entry.source}, times ${factor.factor} in the ${factor.tier} tier: ${factor.source}`,
    tier: factor,
  };
}

function bandsOf(provider: string, { modelId }: ModelPriceEntry, prices: ModelPrice): readonly RateBand[] {
  const likeText: TokenKind[] = [];
  if (IMAGES_BILLED_AS_TEXT.has(provider)) likeText.push('inputImage', 'cacheReadImage');
  if (IMAGE_OUTPUT_MODELS.has(modelId)) likeText.push('outputImage');
  return compileRateBands(prices, likeText);
}

function tierPrices(price: TierPrice): ModelPrice {
  return {
    input_mtok: price.inputUsdPerMillion,
    cache_read_mtok: price.cacheReadUsdPerMillion,
    output_mtok: price.outputUsdPerMillion,
  };
}
