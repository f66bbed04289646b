import type { ModelOverride } from '../model-override.ts';

/**
 * The price library has no audio price for the audio preview models and would bill audio at the text rate, a sixteenth of
 * the true price; gpt-4o-audio-preview-2024-10-01 was dearer and is retired.
 */
const AUDIO = 'developers.openai.com/api/docs/pricing, audio tokens, seen 2026-03';

/** A fine-tuned model costs more than its base, whatever it is called after the second colon. */
function fineTuned(
  base: string,
  input: number,
  cacheRead: number | undefined,
  output: number,
): ModelOverride {
  return {
    id: `ft:${base}`,
    match: { regex: `^ft:${base.replaceAll('.', '\\.')}(?:-\\d{4}-\\d{2}-\\d{2}|-\\d{4})?(?::|$)` },
    prices: {
      input_mtok: input,
      ...(cacheRead !== undefined && { cache_read_mtok: cacheRead }),
      output_mtok: output,
    },
    source: 'developers.openai.com/api/docs/pricing, fine-tuning',
  };
}

const O3: Pick<ModelOverride, 'id' | 'match'> = {
  id: 'o3',
  match: { or: [{ equals: 'o3' }, { equals: 'o3-2025-04-16' }] },
};
const SEARCHES = { web_searches_kcount: 10, storage_searches_kcount: 2.5 } as const;

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
  // The price library has the cached price of after the cut for the time before it.
  {
    ...O3,
    prices: { input_mtok: 10, cache_read_mtok: 2.5, output_mtok: 40, ...SEARCHES },
    source: 'openai.com/index/introducing-o3-and-o4-mini',
  },
  {
    ...O3,
    from: '2025-06-10',
    prices: { input_mtok: 2, cache_read_mtok: 0.5, output_mtok: 8, ...SEARCHES },
    source: 'developers.openai.com/api/docs/pricing',
  },
  fineTuned('gpt-4.1', 3, 0.75, 12),
  fineTuned('gpt-4.1-mini', 0.8, 0.2, 3.2),
  fineTuned('gpt-4.1-nano', 0.2, 0.05, 0.8),
  fineTuned('gpt-4o', 3.75, 1.875, 15),
  fineTuned('gpt-4o-mini', 0.3, 0.15, 1.2),
  fineTuned('o4-mini', 4, 1, 16),
  fineTuned('gpt-3.5-turbo', 3, undefined, 6),
  fineTuned('davinci-002', 12, undefined, 12),
  fineTuned('babbage-002', 1.6, undefined, 1.6),
];
