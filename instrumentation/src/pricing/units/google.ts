import { USAGE_UNIT } from '../../names.ts';
import type { UnitPrice } from '../unit-price.ts';

const GEMINI = 'ai.google.dev/gemini-api/docs/pricing, as quoted in discuss.ai.google.dev';
const VERTEX = 'cloud.google.com/vertex-ai/generative-ai/pricing, as public price tables quote it in 2026-11';

/** USD for a picture. */
const IMAGES: readonly (readonly [model: string, usd: number])[] = [
  ['imagen-4.0-fast-generate-001', 0.02],
  ['imagen-4.0-generate-001', 0.04],
  ['imagen-4.0-ultra-generate-001', 0.06],
];

export const GOOGLE_UNITS: readonly UnitPrice[] = [
  ...IMAGES.map(([variant, usd]) => ({
    provider: 'google',
    unit: USAGE_UNIT.images,
    variant,
    from: '2025-08-14',
    nanoUsdPerUnit: usd * 1e9,
    source: GEMINI,
  })),
  // Gemini 3 is billed by the query, what came before by the prompt that was grounded.
  {
    provider: 'google',
    unit: USAGE_UNIT.webSearches,
    variant: 'query',
    from: '2026-01-05',
    nanoUsdPerUnit: 14_000_000,
    source: `${GEMINI}: $14 for 1,000 search queries`,
  },
  {
    provider: 'google',
    unit: USAGE_UNIT.webSearches,
    variant: 'prompt',
    from: '2024-10-31',
    nanoUsdPerUnit: 35_000_000,
    source: `${GEMINI}: $35 for 1,000 requests`,
  },
  {
    provider: 'google',
    unit: 'cache_token_hours',
    variant: 'gemini-2.5-pro',
    from: '2025-06-17',
    nanoUsdPerUnit: 4_500,
    source: `${GEMINI}: $4.50 for a million tokens and hour`,
  },
  {
    provider: 'google-vertex',
    unit: USAGE_UNIT.characters,
    operation: 'embeddings',
    from: '2023-06-07',
    nanoUsdPerUnit: 25,
    source: `${VERTEX}: $0.000025 for 1,000 characters`,
  },
];
