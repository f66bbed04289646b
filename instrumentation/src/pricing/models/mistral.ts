import type { ModelOverride } from '../model-override.ts';

export const MISTRAL_MODELS: readonly ModelOverride[] = [
  {
    // The price library still takes the alias for Mistral Large 2.
    id: 'mistral-large-latest',
    match: { equals: 'mistral-large-latest' },
    from: '2025-12-02',
    prices: { input_mtok: 0.5, cache_read_mtok: 0.05, output_mtok: 1.5 },
    source: 'docs.mistral.ai/models/mistral-large-3-25-12',
  },
];
