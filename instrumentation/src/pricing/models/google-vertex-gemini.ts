import type { ModelOverride } from '../model-override.ts';

/** Models that cost something else on Vertex AI than on the Gemini API, whose price the library has for both. */
export const VERTEX_GEMINI_MODELS: readonly ModelOverride[] = [
  {
    id: 'gemini-2.0-flash',
    match: { or: [{ equals: 'gemini-2.0-flash' }, { equals: 'gemini-2.0-flash-001' }] },
    prices: {
      input_mtok: 0.15,
      cache_read_mtok: 0.0375,
      output_mtok: 0.6,
      input_audio_mtok: 1,
      cache_audio_read_mtok: 0.25,
    },
    source: 'cloud.google.com/vertex-ai/generative-ai/pricing, Gemini 2.0 Flash',
  },
  {
    id: 'gemini-2.0-flash-lite',
    match: { or: [{ equals: 'gemini-2.0-flash-lite' }, { equals: 'gemini-2.0-flash-lite-001' }] },
    prices: { input_mtok: 0.075, cache_read_mtok: 0.01875, output_mtok: 0.3 },
    source: 'cloud.google.com/vertex-ai/generative-ai/pricing, Gemini 2.0 Flash-Lite',
  },
];
