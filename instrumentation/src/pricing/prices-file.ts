import type { ModelPrice, TieredPrices } from '@pydantic/genai-prices';
import type { ConfigurationError } from '../configuration/configuration-error.ts';
import { parseYamlFile } from '../configuration/yaml-file.ts';
import { PRICES_FORM, type PricesFile, type PricesFileModel } from './prices-form.ts';
import type { UserModelPrice, UserPrices } from './user-prices.ts';

export interface ParsedPrices {
  /** Undefined when the text has a mistake: half of a price list could be wrong in silence. */
  readonly prices: UserPrices | undefined;
  /** File, line, key, what is wrong and what would be right. */
  readonly problems: readonly ConfigurationError[];
}

/** Parses the text of `prices.yaml`; `name` stands in messages and tells where a price comes from. */
export function parsePrices(text: string, name: string): ParsedPrices {
  const { value, problems } = parseYamlFile(text, name, PRICES_FORM);
  if (value === undefined || problems.length > 0) return { prices: undefined, problems };
  return { prices: toUserPrices(value, name), problems };
}

/** Rows without a date count always. */
const ALWAYS = '1970-01-01';

function toUserPrices({ units, allowances, models, processes }: PricesFile, name: string): UserPrices {
  return {
    units: units.map(({ usd, per, from, source, operation, variant, ...row }) => ({
      ...row,
      ...(operation !== undefined && { operation }),
      ...(variant !== undefined && { variant }),
      from: from ?? ALWAYS,
      nanoUsdPerUnit: (usd * 1_000_000_000) / per,
      source: sourceOf(name, source),
    })),
    allowances: allowances.map(({ source, ...row }) => ({ ...row, source: sourceOf(name, source) })),
    models: models.map((row) => toModelPrice(row, name)),
    processes,
  };
}

function toModelPrice(row: PricesFileModel, name: string): UserModelPrice {
  const { provider, model, from, serviceTier, source } = row;
  return { provider, model, from, serviceTier, prices: pricesOf(row), source: sourceOf(name, source) };
}

const KEYS = {
  inputUsdPerMillion: 'input_mtok',
  outputUsdPerMillion: 'output_mtok',
  cacheReadUsdPerMillion: 'cache_read_mtok',
  cacheWriteUsdPerMillion: 'cache_write_mtok',
  cacheWrite1hUsdPerMillion: 'cache_write_1h_mtok',
  reasoningUsdPerMillion: 'output_reasoning_mtok',
  inputAudioUsdPerMillion: 'input_audio_mtok',
  outputAudioUsdPerMillion: 'output_audio_mtok',
  inputImageUsdPerMillion: 'input_image_mtok',
  outputImageUsdPerMillion: 'output_image_mtok',
} as const;

/** In the form of the price library. A tier that does not name a price keeps that of the tier before. */
function pricesOf(row: PricesFileModel): ModelPrice {
  const prices: ModelPrice = {};
  for (const [key, libraryKey] of Object.entries(KEYS) as [keyof typeof KEYS, string][]) {
    const base = row[key];
    if (base === undefined) continue;
    const tiers = row.tiers.flatMap((tier) => {
      const price = tier[key];
      return price === undefined ? [] : [{ start: tier.aboveInputTokens, price }];
    });
    const tiered: TieredPrices = { base, tiers };
    prices[libraryKey] = tiers.length === 0 ? base : tiered;
  }
  return prices;
}

function sourceOf(name: string, source: string | undefined): string {
  return source === undefined ? name : `${name} (${source})`;
}
