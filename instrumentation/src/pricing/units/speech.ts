import { USAGE_UNIT } from '../../names.ts';
import { type UnitPrice } from '../unit-price.ts';

const DEEPGRAM = 'deepgram.com/pricing, pay as you go, pre-recorded, seen 2026-03';

/** USD for a minute of audio in one language. */
const DEEPGRAM_MINUTES: readonly (readonly [model: string, from: string, usd: number])[] = [
  ['nova-2', '2023-09-19', 0.0043],
  ['nova-3', '2025-02-12', 0.0043],
];

/** USD for a thousand characters of speech. */
const DEEPGRAM_CHARACTERS: readonly (readonly [voices: string, from: string, usd: number])[] = [
  ['aura-1', '2024-03-12', 0.015],
  ['aura-2', '2025-04-15', 0.03],
];

/** Providers of transcription and speech that have public prices by what is spoken. */
export const SPEECH_UNITS: readonly UnitPrice[] = [
  ...DEEPGRAM_MINUTES.map(([variant, from, usd]) => ({
    provider: 'deepgram',
    unit: USAGE_UNIT.audioSeconds,
    variant,
    from,
    nanoUsdPerUnit: (usd * 1e9) / 60,
    source: DEEPGRAM,
  })),
  ...DEEPGRAM_CHARACTERS.map(([variant, from, usd]) => ({
    provider: 'deepgram',
    unit: USAGE_UNIT.characters,
    variant,
    from,
    nanoUsdPerUnit: usd * 1e6,
    source: DEEPGRAM,
  })),
  {
    provider: 'gladia',
    unit: USAGE_UNIT.audioSeconds,
    from: '2025-01-01',
    nanoUsdPerUnit: (0.61 * 1e9) / 3_600,
    source: 'gladia.io/pricing, Starter, asynchronous: $0.61 an hour, seen 2026-06-12',
  },
];
