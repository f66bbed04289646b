import { type ModelOverride } from '../model-override.ts';

/**
 * The price library has no audio price for the audio preview models and would bill audio at the text rate, a sixteenth of
 * the true price; gpt-4o-audio-preview-2024-10-01 was dearer and is retired.
 */
const AUDIO = 'developers.openai.com/api/docs/pricing, audio tokens, seen 2026-03';

export const OPENAI_MODELS: readonly ModelOverride[] = [
  {
    id: 'gpt-4o-audio-preview',
    match: {
      or: [
        { equals: 'gpt-4o-audio-preview' },
        { equals: 'gpt-4o-audio-preview-2024-12-17' },
        { equals: 'gpt-4o-audio-preview-2025-06-03' },
      ],
    },
    prices: { input_mtok: 2.5, output_mtok: 10, input_audio_mtok: 40, output_audio_mtok: 80 },
    source: AUDIO,
  },
  {
    id: 'gpt-4o-mini-audio-preview',
    match: {
      or: [{ equals: 'gpt-4o-mini-audio-preview' }, { equals: 'gpt-4o-mini-audio-preview-2024-12-17' }],
    },
    prices: { input_mtok: 0.15, output_mtok: 0.6, input_audio_mtok: 10, output_audio_mtok: 20 },
    source: AUDIO,
  },
];
