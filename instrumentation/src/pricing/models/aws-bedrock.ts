import type { ModelOverride } from '../model-override.ts';

const PRICING =
  'aws.amazon.com/bedrock/pricing, on demand, as LiteLLM and other price tables quote it in 2026-11';

/** Models that the price library does not know, in the regions of the United States. USD for a million tokens. */
const TEXT_MODELS: readonly (readonly [id: string, input: number, output: number])[] = [
  ['ai21.jamba-1-5-large-v1:0', 2, 8],
  ['ai21.jamba-1-5-mini-v1:0', 0.2, 0.4],
  ['anthropic.claude-instant-v1', 0.8, 2.4],
  ['anthropic.claude-v2', 8, 24],
  ['anthropic.claude-v2:1', 8, 24],
  ['cohere.command-light-text-v14', 0.3, 0.6],
  ['cohere.command-r-plus-v1:0', 3, 15],
  ['cohere.command-r-v1:0', 0.5, 1.5],
  ['cohere.command-text-v14', 1.5, 2],
];

const EMBEDDING_MODELS: readonly (readonly [id: string, input: number])[] = [
  ['amazon.nova-2-multimodal-embeddings-v1:0', 0.135],
  ['cohere.embed-english-v3', 0.1],
  ['cohere.embed-multilingual-v3', 0.1],
];

export const BEDROCK_MODELS: readonly ModelOverride[] = [
  ...TEXT_MODELS.map(([id, input, output]) => ({
    id,
    match: { equals: id },
    prices: { input_mtok: input, output_mtok: output },
    source: PRICING,
  })),
  ...EMBEDDING_MODELS.map(([id, input]) => ({
    id,
    match: { equals: id },
    prices: { input_mtok: input },
    source: PRICING,
  })),
];
