import { type ModelOverride } from '../model-override.ts';

const PRICING = 'pinecone.io/pricing, inference, seen 2026-03';

export const PINECONE_MODELS: readonly ModelOverride[] = [
  {
    id: 'multilingual-e5-large',
    match: { equals: 'multilingual-e5-large' },
    prices: { input_mtok: 0.08 },
    source: PRICING,
  },
  {
    id: 'llama-text-embed-v2',
    match: { equals: 'llama-text-embed-v2' },
    prices: { input_mtok: 0.16 },
    source: PRICING,
  },
];
