import type { ModelOverride } from '../model-override.ts';

const PRICING = 'docs.voyageai.com/docs/pricing, seen 2026-11';

/** What the price library lacks. Pictures are billed by the pixel, see `units/voyage.ts`: their tokens are only counted. */
export const VOYAGE_MODELS: readonly ModelOverride[] = [
  { id: 'rerank', match: { regex: '^rerank-(2|2\\.5)$' }, prices: { input_mtok: 0.05 }, source: PRICING },
  {
    id: 'rerank-lite',
    match: { regex: '^rerank-(2|2\\.5)-lite$' },
    prices: { input_mtok: 0.02 },
    source: PRICING,
  },
  {
    id: 'voyage-multimodal',
    match: { regex: '^voyage-multimodal-3(\\.5)?$' },
    prices: { input_mtok: 0.12, input_image_mtok: 0 },
    source: PRICING,
  },
];
