import type { ModelOverride } from '../model-override.ts';

/** Models that run on machines of one's own: counted, and free. */
export const OLLAMA_MODELS: readonly ModelOverride[] = [
  {
    id: 'local',
    match: { regex: '.' },
    prices: { input_mtok: 0, output_mtok: 0, cache_read_mtok: 0 },
    source: 'ollama.com: local models cost nothing to run',
  },
];
