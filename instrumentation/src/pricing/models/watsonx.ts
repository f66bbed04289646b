import { type ModelOverride } from '../model-override.ts';

const PRICING =
  'ibm.com/docs, supported foundation models in watsonx.ai, multitenant prices in the Essentials plan, seen 2026-03';

export const WATSONX_MODELS: readonly ModelOverride[] = [
  {
    id: 'granite-8b',
    match: { regex: '^ibm/granite-3(-[23])?-8b-instruct$' },
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
