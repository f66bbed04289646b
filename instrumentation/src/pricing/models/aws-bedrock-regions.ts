import type { ModelOverride } from '../model-override.ts';

const SOURCE = 'aws.amazon.com/bedrock/pricing, seen 2026-08';

/** Cached tokens of Nova cost a quarter. */
const NOVA_CACHE_READ = 0.25;

function nova(region: string, model: string, input: number, output: number): ModelOverride {
  return {
    id: `${region}.amazon.${model}`,
    match: { starts_with: `${region}.amazon.${model}-v` },
    prices: { input_mtok: input, cache_read_mtok: input * NOVA_CACHE_READ, output_mtok: output },
    source: SOURCE,
  };
}

function llama(region: string, model: string, usd: number): ModelOverride {
  return {
    id: `${region}.meta.${model}`,
    match: { starts_with: `${region}.meta.${model}` },
    prices: { input_mtok: usd, output_mtok: usd },
    source: SOURCE,
  };
}

/**
 * Models whose price in the price library is that of the United States, in regions where they cost more; and one whose
 * price there is that of its predecessor.
 */
export const BEDROCK_REGIONAL_MODELS: readonly ModelOverride[] = [
  nova('eu', 'nova-micro', 0.046, 0.184),
  nova('eu', 'nova-lite', 0.078, 0.312),
  nova('eu', 'nova-pro', 1.05, 4.2),
  nova('apac', 'nova-micro', 0.037, 0.148),
  nova('apac', 'nova-lite', 0.063, 0.252),
  nova('apac', 'nova-pro', 0.84, 3.36),
  llama('eu', 'llama3-2-1b-instruct', 0.13),
  llama('eu', 'llama3-2-3b-instruct', 0.19),
  {
    id: 'amazon.titan-embed-text-v2',
    match: { starts_with: 'amazon.titan-embed-text-v2' },
    prices: { input_mtok: 0.02 },
    source: SOURCE,
  },
  {
    id: 'us-gov.anthropic.claude-sonnet-4-5',
    match: { starts_with: 'us-gov.anthropic.claude-sonnet-4-5' },
    prices: { input_mtok: 3.6, cache_write_mtok: 4.5, cache_read_mtok: 0.36, output_mtok: 18 },
    source: `${SOURCE}, AWS GovCloud: 1.2 times`,
  },
];
