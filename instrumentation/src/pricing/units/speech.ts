import { USAGE_UNIT } from '../../names.ts';
import type { UnitPrice } from '../unit-price.ts';

const DEEPGRAM =
  'deepgram.com/pricing, pay as you go, pre-recorded, as public price tables quote it in 2026-11';

/** USD for a minute of audio in one language. */
const DEEPGRAM_MINUTES: readonly (readonly [model: string, from: string, usd: number])[] = [
  ['nova-2', '2023-09-19', 0.0043],
  ['nova-3', '2025-02-12', 0.0043],
];

/** Providers of transcription that have public prices by what is spoken. */
export const SPEECH_UNITS: readonly UnitPrice[] = [
  ...DEEPGRAM_MINUTES.map(([variant, from, usd]) => ({
    provider: 'deepgram',
    unit: USAGE_UNIT.audioSeconds,
    variant,
    from,
    nanoUsdPerUnit: (usd * 1e9) / 60,
    source: DEEPGRAM,
  })),
  {
    provider: 'gladia',
    unit: USAGE_UNIT.audioSeconds,
    from: '2025-01-01',
    nanoUsdPerUnit: (0.61 * 1e9) / 3_600,
    source:
      'gladia.io/pricing, Starter, asynchronous: $0.61 an hour, as public price tables quote it on 2026-06-12',
  },
];
