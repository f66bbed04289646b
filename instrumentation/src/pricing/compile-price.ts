import type { ModelPrice } from '@pydantic/genai-prices';
import { UNPRICED_REASON, type UnpricedReason } from '../names.ts';
import { changesOf, type EffectiveWindow, intersect, windowBetween } from './effective-window.ts';
import { IMAGE_OUTPUT_MODELS, MEDIA_BILLED_AS_TEXT } from './media-prices.ts';
import { modelNames } from './model-names.ts';
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
import {
  compileRateBands,
  type RateBand,
  scaleRates,
  type TokenKind,
  type TokenRates,
} from './token-rates.ts';
import { findUserModel, type UserModelPrice } from './user-prices.ts';

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
export function compilePrice(
  genai: Genai,
  userModels: readonly UserModelPrice[],
  question: PriceQuestion,
): CompiledPrice | MissingPrice {
  const { provider, model, at } = question;
  const tier = isStandardTier(question.serviceTier) ? undefined : question.serviceTier;
  const own = userModels.filter((row) => row.provider === provider);
  const ownWindow = windowBetween(changesOf(own), at.getTime());
  const user = findUserModel(own, modelNames(provider, model), question.serviceTier, at);
  const entry =
    user === undefined ? findModelPrice(genai, provider, model, at) : entryOfUser(user, ownWindow);
  const window = intersect(entry.window, ownWindow);
  if (entry.modelId === undefined) return { window, reason: UNPRICED_REASON.unknownModel };

  const standard = {
    window,
    bands: bandsOf(provider, entry, entry.prices),
    maxInputTokens: Infinity,
    requestFee: requestFeeOf(entry.prices),
    units: compileUnitRates(provider, entry.prices),
    source: entry.source,
    entry,
    tier: undefined,
  };
  if (tier === undefined || user?.serviceTier !== undefined) return standard;
  return applyTier(standard, { ...question, serviceTier: tier }, user === undefined);
}

function entryOfUser(user: UserModelPrice, window: EffectiveWindow): ModelPriceEntry {
  return { window, prices: user.prices, modelId: user.model, from: user.from, source: user.source };
}

/** @param listed true when the standard price is a published one, so that a published price of the tier can replace it */
function applyTier(
  standard: CompiledPrice,
  { provider, model, serviceTier, at }: PriceQuestion & { serviceTier: string },
  listed: boolean,
): CompiledPrice | MissingPrice {
  const changes = windowBetween(changesOf(tierRowsOf(provider, serviceTier)), at.getTime());
  const window = intersect(standard.window, changes);
  const [name = model] = modelNames(provider, model);
  const price = listed ? findTierPrice(provider, serviceTier, name, at) : undefined;
  if (price !== undefined) {
    return {
      ...standard,
      window,
      bands: bandsOf(provider, standard.entry, tierPrices(price)),
      maxInputTokens: price.maxInputTokens,
      source: `outlay service tiers, ${price.model} in the ${price.tier} tier (${price.source})`,
      tier: price,
    };
  }
  // Tiers that come together, `batch+us_inference`, multiply.
  const factors = serviceTier.split('+').map((tier) => findTierFactor(provider, tier, name, at));
  const known = factors.filter((factor) => factor !== undefined);
  if (known.length < factors.length) return { window, reason: UNPRICED_REASON.unknownServiceTier };
  const scale = (rates: TokenRates) => known.reduce(scaleRates, rates);
  const told = known.map(({ factor, tier, source }) => `times ${factor} in the ${tier} tier (${source})`);
  return {
    ...standard,
    window,
    bands: standard.bands.map((band) => ({ ...band, rates: scale({ ...band.rates }) })),
    source: [standard.source, ...told].join(', '),
    tier: known[0],
  };
}

const LIKE_TEXT: readonly TokenKind[] = ['inputImage', 'cacheReadImage', 'inputVideo', 'cacheReadVideo'];

function bandsOf(provider: string, { modelId }: ModelPriceEntry, prices: ModelPrice): readonly RateBand[] {
  const likeText: TokenKind[] = [];
  if (MEDIA_BILLED_AS_TEXT.has(provider)) likeText.push(...LIKE_TEXT);
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
