import { USAGE_UNIT } from '../../names.ts';
import type { UnitPrice } from '../unit-price.ts';

/** Searches of up to 100 documents: $2 for a thousand. */
export const COHERE_UNITS: readonly UnitPrice[] = [
  'rerank-v3.5',
  'rerank-english-v3.0',
  'rerank-multilingual-v3.0',
].map((variant) => ({
  provider: 'cohere',
  unit: USAGE_UNIT.searchUnits,
  variant,
  from: '2024-04-11',
  nanoUsdPerUnit: 2_000_000,
  source: 'cohere.com/pricing, Rerank, as public price tables quote it in 2026-11',
}));
