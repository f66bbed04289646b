import { USAGE_UNIT } from '../../names.ts';
import type { UnitPrice } from '../unit-price.ts';

/** Characters of speech by model, in USD for a million. Source: groq.com/pricing, text-to-speech, seen 2026-03. */
const CHARACTERS: readonly (readonly [model: string, from: string, usdPerMillion: number])[] = [
  ['playai-tts', '2025-03-26', 50],
  ['playai-tts-arabic', '2025-03-26', 50],
  ['canopylabs/orpheus-v1-english', '2025-12-15', 22],
  ['canopylabs/orpheus-arabic-saudi', '2025-12-15', 40],
];

export const GROQ_UNITS: readonly UnitPrice[] = CHARACTERS.map(([variant, from, usd]) => ({
  provider: 'groq',
  unit: USAGE_UNIT.characters,
  variant,
  from,
  nanoUsdPerUnit: usd * 1e3,
  source: 'groq.com/pricing',
}));
