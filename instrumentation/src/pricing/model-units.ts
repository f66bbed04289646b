import type { ModelPrice } from '@pydantic/genai-prices';
import { USAGE_UNIT, type UsageUnit } from '../names.ts';
import { ofProvider } from './provider-table.ts';

/** What one unit costs that the model's own price covers, beside its tokens. */
export interface ModelUnitRate {
  readonly unit: UsageUnit | (string & {});
  /** May be a fraction. */
  readonly nanoUsdPerUnit: number;
  /** Less than this is billed as this much, none as none. */
  readonly minimum: number;
}

/** Units by the key of the price library and the number of units that its price is for. */
const UNIT_KEYS: readonly { unit: ModelUnitRate['unit']; key: string; per: number }[] = [
  { unit: USAGE_UNIT.webSearches, key: 'web_searches_kcount', per: 1_000 },
  { unit: USAGE_UNIT.fileSearches, key: 'storage_searches_kcount', per: 1_000 },
  { unit: USAGE_UNIT.audioSeconds, key: 'audio_hours', per: 3_600 },
  { unit: 'pages', key: 'input_document_kpages', per: 1_000 },
];

/** Source: console.groq.com/docs/speech-to-text, "minimum billed length 10 seconds"; genai-prices applies it, too. */
const MINIMUM_SECONDS: Readonly<Record<string, number>> = { groq: 10 };

export function compileUnitRates(provider: string, prices: ModelPrice): readonly ModelUnitRate[] {
  const rates: ModelUnitRate[] = [];
  for (const { unit, key, per } of UNIT_KEYS) {
    const usd = prices[key];
    if (typeof usd !== 'number') continue;
    const minimum = unit === USAGE_UNIT.audioSeconds ? (ofProvider(MINIMUM_SECONDS, provider) ?? 0) : 0;
    rates.push({ unit, nanoUsdPerUnit: (usd * 1_000_000_000) / per, minimum });
  }
  return rates;
}

/** Price of `count` units in nano-USD, not rounded. */
export function calculateUnitCost({ nanoUsdPerUnit, minimum }: ModelUnitRate, count: number): number {
  return count === 0 ? 0 : Math.max(count, minimum) * nanoUsdPerUnit;
}

/** The fee for a request that uses tokens, in nano-USD; 0 for most models. */
export function requestFeeOf(prices: ModelPrice): number {
  const usd = prices['requests_kcount'];
  return typeof usd === 'number' ? (usd * 1_000_000_000) / 1_000 : 0;
}
