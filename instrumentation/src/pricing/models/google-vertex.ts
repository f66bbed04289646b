import type { ModelOverride } from '../model-override.ts';

/** Text embeddings of Vertex are billed by the character, see `units/google.ts`; their tokens are only counted. */
export const VERTEX_MODELS: readonly ModelOverride[] = [
  {
    id: 'text-embedding',
    match: { regex: '^(text-embedding-00\\d|text-multilingual-embedding-002|textembedding-gecko)' },
    prices: { input_mtok: 0 },
    source: 'cloud.google.com/vertex-ai/generative-ai/pricing, embeddings for text',
  },
];
