import type { TierFactor } from './tier-factor.ts';

/**
 * Tiers whose tokens cost the standard price times a factor, as published. Tiers without a public factor or price
 * (priority on Gemini, Bedrock and Azure; scale and provisioned tiers) have no row: their calls are counted as unpriced.
 */
export const TIER_FACTORS: readonly TierFactor[] = [
  {
    provider: 'openai',
    tier: 'flex',
    from: '2025-04-17',
    factor: 0.5,
    source:
      'developers.openai.com/api/docs/guides/flex-processing: "priced at Batch API rates", half of standard',
  },
  {
    provider: 'openai',
    tier: 'batch',
    from: '2024-04-15',
    factor: 0.5,
    source: 'developers.openai.com/api/docs/guides/batch: "50% cost discount"',
  },
  {
    provider: 'anthropic',
    tier: 'batch',
    from: '2024-10-08',
    factor: 0.5,
    source: 'platform.claude.com/docs/en/about-claude/pricing: Batch API, 50 % of input and output',
  },
  {
    provider: 'anthropic',
    tier: 'us_inference',
    from: '2026-02-05',
    factor: 1.1,
    source: 'platform.claude.com/docs/en/about-claude/pricing: US-only inference (inference_geo), 1.1x',
  },
  {
    provider: 'azure',
    tier: 'batch',
    from: '2024-10-01',
    factor: 0.5,
    source: 'learn.microsoft.com/azure/ai-services/openai/how-to/batch: "50% less cost than global standard"',
  },
  {
    provider: 'groq',
    tier: 'batch',
    from: '2025-03-01',
    factor: 0.5,
    source: 'console.groq.com/docs/batch: "50% cost discount"',
  },
  {
    provider: 'groq',
    tier: 'flex',
    from: '2025-01-01',
    factor: 1,
    source: 'console.groq.com/docs/flex-processing: at the price of on-demand processing',
  },
  {
    provider: 'mistral',
    tier: 'batch',
    from: '2024-11-07',
    factor: 0.5,
    source: 'docs.mistral.ai/capabilities/batch: "50% discount"',
  },
  {
    provider: 'together',
    tier: 'batch',
    from: '2025-06-11',
    factor: 0.5,
    source: 'together.ai/blog/batch-api: "half the cost of real-time API calls"',
  },
  {
    provider: 'anthropic',
    tier: 'fast',
    from: '2026-02-07',
    factor: 6,
    models: /^claude-opus-4[-.][67]/,
    source:
      'platform.claude.com/docs/en/build-with-claude/fast-mode: 6x standard rates, across the full context window',
  },
  {
    provider: 'anthropic',
    tier: 'fast',
    from: '2026-05-28',
    factor: 2,
    models: /^claude-opus-(?:4[-.]8|5(?:-\d{8})?$)/,
    source: 'platform.claude.com/docs/en/build-with-claude/fast-mode: $10 and $50 for Opus 4.8 and Opus 5',
  },
  {
    provider: 'aws-bedrock',
    tier: 'batch',
    from: '2024-08-01',
    factor: 0.5,
    source: 'aws.amazon.com/bedrock/pricing: batch inference at 50 % of on-demand',
  },
  {
    provider: 'aws-bedrock',
    tier: 'optimized',
    from: '2024-12-02',
    factor: 1.25,
    models: /amazon\.nova-pro|claude-3-5-haiku|llama3-1-70b/,
    source:
      'aws.amazon.com/bedrock/pricing, latency-optimized inference: $1.00/$4.00 for Nova Pro, $1.00/$5.00 for Claude 3.5 Haiku, $0.90 for Llama 3.1 70B',
  },
  {
    provider: 'google',
    tier: 'batch',
    from: '2025-07-07',
    factor: 0.5,
    exceptKinds: ['cacheRead', 'cacheReadAudio', 'cacheReadImage', 'cacheReadVideo'],
    source: 'ai.google.dev/gemini-api/docs/batch-api: 50 % of standard; cached tokens as outside of batches',
  },
  {
    provider: 'google',
    tier: 'flex',
    from: '2026-04-02',
    factor: 0.5,
    source: 'ai.google.dev/gemini-api/docs/optimization: flex at 50 % of standard',
  },
  {
    provider: 'google-vertex',
    tier: 'flex',
    from: '2025-12-01',
    factor: 0.5,
    source: 'cloud.google.com/vertex-ai/generative-ai/docs/flex-paygo: 50 % of standard pay-as-you-go',
  },
  {
    provider: 'google-vertex',
    tier: 'batch',
    from: '2024-09-01',
    factor: 0.5,
    source: 'cloud.google.com/vertex-ai/generative-ai/pricing, batch API: 50 % discount',
  },
];
