import type { ModelOverride } from '../model-override.ts';

const PRICING = 'ibm.com/products/watsonx-ai/pricing, as LiteLLM and other price tables quote it in 2026-11';

export const WATSONX_MODELS: readonly ModelOverride[] = [
  {
    id: 'granite-8b',
    match: { regex: '^ibm/granite-3(-3)?-8b-instruct$' },
    prices: { input_mtok: 0.2, output_mtok: 0.2 },
    source: PRICING,
  },
  {
    id: 'mistral-large',
    match: { equals: 'mistralai/mistral-large' },
    prices: { input_mtok: 3, output_mtok: 10 },
    source: PRICING,
  },
];
