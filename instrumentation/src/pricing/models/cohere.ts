import type { ModelOverride } from '../model-override.ts';

const PRICING = 'cohere.com/pricing, as public price tables quote it in 2026-11';

/** Embeddings: the library has no price for those of the third generation, nor for the images of the fourth. */
export const COHERE_MODELS: readonly ModelOverride[] = [
  {
    id: 'embed-v4.0',
    match: { equals: 'embed-v4.0' },
    prices: { input_mtok: 0.12, input_image_mtok: 0.47 },
    source: PRICING,
  },
  {
    id: 'embed-v3.0',
    match: { regex: '^embed-(english|multilingual)(-light)?-v3\\.0$' },
    prices: { input_mtok: 0.1 },
    source: PRICING,
  },
];
