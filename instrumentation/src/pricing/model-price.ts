import type * as GenaiPrices from '@pydantic/genai-prices';
import { USAGE_UNIT, type UsageUnit } from '../names.ts';
import { IMAGE_OUTPUT_MODELS, MODEL_OVERRIDES } from './model-overrides.ts';
import { type Usage } from './usage.ts';

export type Genai = Pick<typeof GenaiPrices, 'calcPrice'>;

/** Units that a model's own price can cover, by the library's usage key and the key of its price. */
const MODEL_UNITS: readonly { unit: UsageUnit; usageKey: string; priceKey: string }[] = [
  { unit: USAGE_UNIT.webSearches, usageKey: 'web_searches', priceKey: 'web_searches_kcount' },
  { unit: USAGE_UNIT.fileSearches, usageKey: 'storage_searches', priceKey: 'storage_searches_kcount' },
  { unit: USAGE_UNIT.audioSeconds, usageKey: 'audio_seconds', priceKey: 'audio_hours' },
];

export interface ModelPrice {
  /** Price of all tokens, in USD. */
  tokensUsd: number;
  /** Price of the units that the model's price covers, in USD. */
  unitsUsd: number;
  coveredUnits: readonly UsageUnit[];
  /** False when audio or image tokens were used and the model has no price for them: the text rate would be wrong. */
  mediaPriced: boolean;
}

function tokenUsage(usage: Usage): GenaiPrices.Usage {
  const tokens: GenaiPrices.Usage = {
    input_tokens: usage.inputTokens ?? 0,
    output_tokens: usage.outputTokens ?? 0,
  };
  const parts = {
    cache_read_tokens: usage.cacheReadTokens,
    cache_write_tokens: usage.cacheWriteTokens,
    cache_write_1h_tokens: usage.cacheWrite1hTokens,
    input_audio_tokens: usage.inputAudioTokens,
    output_audio_tokens: usage.outputAudioTokens,
    input_image_tokens: usage.inputImageTokens,
    output_image_tokens: usage.outputImageTokens,
  };
  for (const [key, value] of Object.entries(parts)) if (value !== undefined && value > 0) tokens[key] = value;
  return tokens;
}

function overridesOf(provider: string): GenaiPrices.Provider | undefined {
  const models = MODEL_OVERRIDES[provider];
  if (models === undefined) return undefined;
  return { id: provider, name: provider, api_pattern: provider, models: [...models] };
}

/**
 * Prices one call with `@pydantic/genai-prices`; undefined when it does not know the model.
 *
 * The library bills what has no price of its own at the rate of the whole or, for units, at nothing: what it did not
 * cover is told, so that nothing is silently free.
 *
 * @throws what the library throws on usage that contradicts itself
 */
export function calculateModelPrice(
  genai: Genai,
  provider: string,
  model: string,
  usage: Usage,
  at: Date,
): ModelPrice | undefined {
  const own = overridesOf(provider);
  const calculate = (part: GenaiPrices.Usage) =>
    (own && genai.calcPrice(part, model, { provider: own, timestamp: at })) ??
    genai.calcPrice(part, model, { providerId: provider, timestamp: at });

  const tokens = calculate(tokenUsage(usage));
  if (tokens === null) return undefined;
  const prices = tokens.model_price;
  const covered = MODEL_UNITS.filter(
    ({ unit, priceKey }) => (usage.units?.[unit] ?? 0) > 0 && prices[priceKey] !== undefined,
  );
  const units: GenaiPrices.Usage = {};
  for (const { unit, usageKey } of covered) units[usageKey] = usage.units?.[unit];
  return {
    tokensUsd: tokens.total_price,
    unitsUsd: covered.length === 0 ? 0 : (calculate(units)?.total_price ?? 0),
    coveredUnits: covered.map(({ unit }) => unit),
    mediaPriced: (
      [
        [usage.inputAudioTokens, prices['input_audio_mtok']],
        [usage.outputAudioTokens, prices['output_audio_mtok']],
        [usage.inputImageTokens, prices['input_image_mtok']],
        [usage.outputImageTokens, prices['output_image_mtok'] ?? imageOutputPrice(tokens)],
      ] as const
    ).every(([count = 0, tokenPrice]) => count === 0 || tokenPrice !== undefined),
  };
}

function imageOutputPrice({ model, model_price }: GenaiPrices.PriceCalculation) {
  return IMAGE_OUTPUT_MODELS.has(model.id) ? model_price['output_mtok'] : undefined;
}
