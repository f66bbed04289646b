import type { ModelOverride } from '../model-override.ts';

const PRICING =
  'dev.writer.com/home/pricing; the same as on Amazon Bedrock and OpenRouter in the price library';

export const WRITER_MODELS: readonly ModelOverride[] = [
  {
    id: 'palmyra-x5',
    match: { equals: 'palmyra-x5' },
    prices: { input_mtok: 0.6, output_mtok: 6 },
    source: PRICING,
  },
  {
    id: 'palmyra-x4',
    match: { equals: 'palmyra-x4' },
    prices: { input_mtok: 2.5, output_mtok: 10 },
    source: PRICING,
  },
];
