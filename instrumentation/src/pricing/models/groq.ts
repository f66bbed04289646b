import type { ModelOverride } from '../model-override.ts';

export const GROQ_MODELS: readonly ModelOverride[] = [
  {
    // The price library takes it for the model of 120 billion parameters.
    id: 'openai/gpt-oss-safeguard-20b',
    match: { equals: 'openai/gpt-oss-safeguard-20b' },
    prices: { input_mtok: 0.075, cache_read_mtok: 0.0375, output_mtok: 0.3 },
    source: 'console.groq.com/docs/model/openai/gpt-oss-safeguard-20b',
  },
];
