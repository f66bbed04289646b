import type { ModelPrice, TieredPrices } from '@pydantic/genai-prices';

/**
 * What one token of each kind costs, in nano-USD (USD per million x 1,000). `NaN` where the model has no price for the
 * kind, so that a sum with such tokens is no number and is never taken for a price.
 */
export interface TokenRates {
  input: number;
  cacheRead: number;
  cacheWrite: number;
  cacheWrite1h: number;
  inputAudio: number;
  cacheReadAudio: number;
  inputImage: number;
  cacheReadImage: number;
  inputVideo: number;
  cacheReadVideo: number;
  output: number;
  reasoning: number;
  outputAudio: number;
  outputImage: number;
}

export type TokenKind = keyof TokenRates;

/** Rates of prompts with more than `aboveInputTokens` tokens; all tokens of the call cost the rates of its band. */
export interface RateBand {
  readonly aboveInputTokens: number;
  readonly rates: Readonly<TokenRates>;
}

/** Keys of the price library, and the kind whose rate counts where a model has no price of its own for one. */
const PRICE_KEYS: readonly { kind: TokenKind; key: string; otherwise?: TokenKind }[] = [
  { kind: 'input', key: 'input_mtok' },
  { kind: 'cacheRead', key: 'cache_read_mtok', otherwise: 'input' },
  { kind: 'cacheWrite', key: 'cache_write_mtok', otherwise: 'input' },
  { kind: 'cacheWrite1h', key: 'cache_write_1h_mtok', otherwise: 'cacheWrite' },
  { kind: 'inputAudio', key: 'input_audio_mtok' },
  { kind: 'cacheReadAudio', key: 'cache_audio_read_mtok', otherwise: 'inputAudio' },
  { kind: 'inputImage', key: 'input_image_mtok' },
  { kind: 'cacheReadImage', key: 'cache_image_read_mtok', otherwise: 'inputImage' },
  { kind: 'inputVideo', key: 'input_video_mtok' },
  { kind: 'cacheReadVideo', key: 'cache_video_read_mtok', otherwise: 'inputVideo' },
  { kind: 'output', key: 'output_mtok' },
  { kind: 'reasoning', key: 'output_reasoning_mtok', otherwise: 'output' },
  { kind: 'outputAudio', key: 'output_audio_mtok' },
  { kind: 'outputImage', key: 'output_image_mtok' },
];

/** The kind of text that other kinds are billed like. */
const TEXT_KIND: Readonly<Partial<Record<TokenKind, TokenKind>>> = {
  inputImage: 'input',
  cacheReadImage: 'cacheRead',
  inputVideo: 'input',
  cacheReadVideo: 'cacheRead',
  inputAudio: 'input',
  cacheReadAudio: 'cacheRead',
  outputImage: 'output',
  outputAudio: 'output',
};

/** Below the empty prompt. */
const EVERY_PROMPT = -1;
const NANO_USD_PER_TOKEN_OF_USD_PER_MILLION = 1_000;

/**
 * The bands of a model's price in the form of the price library, lowest first. The library applies the price of the
 * highest tier whose start the prompt exceeds.
 *
 * @param likeText kinds that are billed at the rate of text where they have no price of their own
 */
export function compileRateBands(
  prices: ModelPrice,
  likeText: readonly TokenKind[] = [],
): readonly RateBand[] {
  const starts = new Set([EVERY_PROMPT]);
  for (const { key } of PRICE_KEYS) {
    const price = prices[key];
    if (typeof price === 'object') for (const { start } of price.tiers) starts.add(start);
  }
  return [...starts]
    .sort((a, b) => a - b)
    .map((start) => ({ aboveInputTokens: start, rates: ratesAt(prices, start, likeText) }));
}

/** Kinds that a service tier does not change are left as they are. */
export function scaleRates(
  rates: Readonly<TokenRates>,
  { factor, exceptKinds = [] }: { factor: number; exceptKinds?: readonly TokenKind[] },
): TokenRates {
  const scaled = { ...rates };
  for (const { kind } of PRICE_KEYS) if (!exceptKinds.includes(kind)) scaled[kind] *= factor;
  return scaled;
}

function ratesAt(prices: ModelPrice, start: number, likeText: readonly TokenKind[]): TokenRates {
  const rates = {} as TokenRates;
  for (const { kind, key, otherwise } of PRICE_KEYS) {
    const usdPerMillion = priceAt(prices[key], start);
    const base = likeText.includes(kind) ? TEXT_KIND[kind] : otherwise;
    if (usdPerMillion !== undefined) rates[kind] = usdPerMillion * NANO_USD_PER_TOKEN_OF_USD_PER_MILLION;
    else rates[kind] = base === undefined ? Number.NaN : rates[base];
  }
  return rates;
}

/** `start` is that of the band: prompts in it are larger. */
function priceAt(price: number | TieredPrices | undefined, start: number): number | undefined {
  if (typeof price !== 'object') return price;
  let usdPerMillion = price.base;
  let reached = -1;
  for (const tier of price.tiers) {
    if (tier.start > start || tier.start <= reached) continue;
    usdPerMillion = tier.price;
    reached = tier.start;
  }
  return usdPerMillion;
}
