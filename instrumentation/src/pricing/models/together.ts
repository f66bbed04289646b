import type { ModelOverride } from '../model-override.ts';

export const TOGETHER_MODELS: readonly ModelOverride[] = [
  {
    id: 'mistralai/Mixtral-8x7B-Instruct-v0.1',
    match: { equals: 'mistralai/Mixtral-8x7B-Instruct-v0.1' },
    prices: { input_mtok: 0.6, output_mtok: 0.6 },
    source: 'together.ai/pricing, mixture of experts up to 56 billion parameters',
  },
];
