import { USAGE_UNIT } from '../../names.ts';
import { type UnitPrice } from '../unit-price.ts';

const GEMINI = 'ai.google.dev/gemini-api/docs/pricing, seen 2026-03';
const VERTEX = 'cloud.google.com/vertex-ai/generative-ai/pricing, seen 2026-03';

/** USD for a picture. */
const IMAGES: readonly (readonly [model: string, from: string, usd: number])[] = [
  ['imagen-4.0-fast-generate-001', '2025-08-14', 0.02],
  ['imagen-4.0-generate-001', '2025-08-14', 0.04],
  ['imagen-4.0-ultra-generate-001', '2025-08-14', 0.06],
];

/** USD for a second of video with sound. */
const VIDEOS: readonly (readonly [model: string, from: string, usd: number])[] = [
  ['veo-2.0-generate-001', '2025-04-09', 0.35],
  ['veo-3.0-generate-001', '2025-09-09', 0.4],
  ['veo-3.0-fast-generate-001', '2025-09-09', 0.15],
];

/** USD for a million tokens that are kept for an hour. */
const CACHE_HOURS: readonly (readonly [model: string, from: string, usd: number])[] = [
  ['gemini-2.0-flash', '2025-02-05', 1],
  ['gemini-2.5-flash', '2025-06-17', 1],
  ['gemini-2.5-flash-lite', '2025-07-22', 1],
  ['gemini-2.5-pro', '2025-06-17', 4.5],
];

export const GOOGLE_UNITS: readonly UnitPrice[] = [
  ...['google', 'google-vertex'].flatMap((provider) => [
    ...IMAGES.map(([variant, from, usd]) => ({
      provider,
      unit: USAGE_UNIT.images,
      variant,
      from,
      nanoUsdPerUnit: usd * 1e9,
      source: provider === 'google' ? GEMINI : VERTEX,
    })),
    // Gemini 3 is billed by the query, what came before by the prompt that was grounded.
    {
      provider,
      unit: USAGE_UNIT.webSearches,
      variant: 'query',
      from: '2026-01-05',
      nanoUsdPerUnit: 14_000_000,
      source: provider === 'google' ? GEMINI : VERTEX,
    },
    {
      provider,
      unit: USAGE_UNIT.webSearches,
      variant: 'prompt',
      from: '2024-10-31',
      nanoUsdPerUnit: 35_000_000,
      source: provider === 'google' ? GEMINI : VERTEX,
    },
  ]),
  ...VIDEOS.map(([variant, from, usd]) => ({
    provider: 'google',
    unit: USAGE_UNIT.videoSeconds,
    variant,
    from,
    nanoUsdPerUnit: usd * 1e9,
    source: GEMINI,
  })),
  ...CACHE_HOURS.map(([variant, from, usd]) => ({
    provider: 'google',
    unit: 'cache_token_hours',
    variant,
    from,
    nanoUsdPerUnit: usd * 1e3,
    source: GEMINI,
  })),
  {
    provider: 'google-vertex',
    unit: USAGE_UNIT.characters,
    operation: 'embeddings',
    from: '2023-06-07',
    nanoUsdPerUnit: 25,
    source: `${VERTEX}: $0.000025 for 1,000 characters`,
  },
];
