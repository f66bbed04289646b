import { USAGE_UNIT } from '../../names.ts';
import type { UnitPrice } from '../unit-price.ts';

const PRICING_PAGE = 'developers.openai.com/api/docs/pricing';

/** Images by model, quality and size, in USD. Source: the pricing page, image generation (DALL·E), seen 2026-03. */
const IMAGES: readonly (readonly [variant: string, from: string, usd: number])[] = [
  ['dall-e-2/standard/256x256', '2022-11-03', 0.016],
  ['dall-e-2/standard/512x512', '2022-11-03', 0.018],
  ['dall-e-2/standard/1024x1024', '2022-11-03', 0.02],
  ['dall-e-3/standard/1024x1024', '2023-11-06', 0.04],
  ['dall-e-3/standard/1024x1792', '2023-11-06', 0.08],
  ['dall-e-3/standard/1792x1024', '2023-11-06', 0.08],
  ['dall-e-3/hd/1024x1024', '2023-11-06', 0.08],
  ['dall-e-3/hd/1024x1792', '2023-11-06', 0.12],
  ['dall-e-3/hd/1792x1024', '2023-11-06', 0.12],
];

/** Characters of speech, in USD for a million. Source: the pricing page, transcription and speech, seen 2026-03. */
const CHARACTERS: readonly (readonly [variant: string, usdPerMillion: number])[] = [
  ['tts-1', 15],
  ['tts-1-1106', 15],
  ['tts-1-hd', 30],
  ['tts-1-hd-1106', 30],
];

const PORTRAIT_AND_LANDSCAPE = ['720x1280', '1280x720'] as const;
const LARGE = ['1024x1792', '1792x1024'] as const;

/** Seconds of video by model and size, in USD. Source: the pricing page, video, seen 2026-04. */
const VIDEO_SECONDS: readonly (readonly [variant: string, usd: number])[] = [
  ...PORTRAIT_AND_LANDSCAPE.map((size) => [`sora-2/${size}`, 0.1] as const),
  ...PORTRAIT_AND_LANDSCAPE.map((size) => [`sora-2-pro/${size}`, 0.3] as const),
  ...LARGE.map((size) => [`sora-2-pro/${size}`, 0.5] as const),
];

export const OPENAI_UNITS: readonly UnitPrice[] = [
  ...IMAGES.map(([variant, from, usd]) => row(USAGE_UNIT.images, variant, from, usd * 1e9)),
  ...CHARACTERS.map(([variant, usd]) => row(USAGE_UNIT.characters, variant, '2023-11-06', usd * 1e3)),
  ...VIDEO_SECONDS.map(([variant, usd]) => row(USAGE_UNIT.videoSeconds, variant, '2025-10-06', usd * 1e9)),
  {
    provider: 'openai',
    unit: USAGE_UNIT.codeInterpreterSessions,
    from: '2023-11-06',
    nanoUsdPerUnit: 30_000_000,
    source: `${PRICING_PAGE}, built-in tools: $0.03 for a session (a container of 1 GB)`,
  },
  // Of models whose own price does not say what a search costs: the search models of chat completions.
  ...(
    [
      ['gpt-4o-search-preview', 25],
      ['gpt-4o-mini-search-preview', 25],
      ['gpt-5-search-api', 10],
    ] as const
  ).map(([variant, usdPerThousand]) =>
    row(USAGE_UNIT.webSearches, variant, '2025-03-11', usdPerThousand * 1e6),
  ),
];

function row(unit: UnitPrice['unit'], variant: string, from: string, nanoUsdPerUnit: number): UnitPrice {
  return { provider: 'openai', unit, variant, from, nanoUsdPerUnit, source: PRICING_PAGE };
}
