import type { UnitPrice } from '../unit-price.ts';

export const VOYAGE_UNITS: readonly UnitPrice[] = [
  {
    provider: 'voyage',
    unit: 'image_pixels',
    from: '2024-11-12',
    nanoUsdPerUnit: 0.6,
    source: 'docs.voyageai.com/docs/pricing, multimodal: $0.60 for a billion pixels, seen 2026-11',
  },
];
