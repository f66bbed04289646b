import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import {
  calcPrice,
  type ModelPrice,
  type Provider,
  updatePrices,
  waitForUpdate,
} from '@pydantic/genai-prices';
import { beforeAll, describe, expect, it } from 'vitest';
import { createPriceCatalogue } from './catalogue.ts';
import { LIBRARY_VERSION } from './model-source.ts';
import { splitCacheRead } from './token-cost.ts';
import type { Usage } from './usage.ts';

/** Moments around every change of a price: first days, peak and off-peak hours to the millisecond. */
const MOMENTS = [
  '2024-06-01T12:00:00Z',
  '2025-06-09T23:59:59.999Z',
  '2025-06-10T00:00:00Z',
  '2026-03-12T23:59:59.999Z',
  '2026-03-13T00:00:00Z',
  '2026-08-16T23:59:59.999Z',
  '2026-08-17T00:00:00Z',
  '2026-10-01T00:29:59.999Z',
  '2026-10-01T00:30:00Z',
  '2026-10-01T00:59:59.999Z',
  '2026-10-01T01:00:00Z',
  '2026-10-01T03:59:59.999Z',
  '2026-10-01T04:00:00Z',
  '2026-10-01T06:00:00Z',
  '2026-10-01T09:59:59.999Z',
  '2026-10-01T10:00:00Z',
  '2026-10-01T16:29:59.999Z',
  '2026-10-01T16:30:00Z',
  '2027-01-01T00:00:00Z',
].map((text) => new Date(text));

/** Sizes around every tier that a model has. */
const PROMPTS = [
  0, 1, 999, 127_999, 128_000, 128_001, 199_999, 200_000, 200_001, 271_999, 272_000, 272_001, 512_001,
];

describe('compiled prices', () => {
  let providers: readonly Provider[];

  beforeAll(async () => {
    updatePrices(() => {});
    providers = (await waitForUpdate()) ?? [];
  });

  it('are those of the version that is installed', () => {
    const manifest = createRequire(import.meta.url)
      .resolve('@pydantic/genai-prices')
      .replace(/dist.*$/, 'package.json');
    expect(JSON.parse(readFileSync(manifest, 'utf8'))).toMatchObject({ version: LIBRARY_VERSION });
  });

  it('equal the price of the library to the nano-USD, for every model, at every time and size', () => {
    const random = mulberry32(20260807);
    const catalogue = createPriceCatalogue({ calcPrice });
    const different: unknown[] = [];
    let compared = 0;
    let models = 0;
    for (const provider of providers) {
      for (const model of provider.models) {
        models += 1;
        const dates = Array.isArray(model.prices) ? MOMENTS : [MOMENTS[random(MOMENTS.length)]];
        for (const at of dates) {
          for (let round = 0; at !== undefined && round < 20; round += 1) {
            const usage = randomUsage(random);
            const own = catalogue.price({ provider: provider.id, model: model.id, usage, at });
            const theirs = calcPrice(libraryUsage(usage), model.id, {
              providerId: provider.id,
              timestamp: at,
            });
            if (theirs === null || isOursAlone(own)) continue;
            if (!own.priced || own.unpriced !== undefined) {
              if (!lacksPrice(theirs.model_price, usage)) different.push([provider.id, model.id, usage, own]);
              continue;
            }
            compared += 1;
            const nanoUsd = theirs.total_price * 1e9;
            const difference = Math.abs(own.costNanoUsd - nanoUsd);
            if (difference > 0.5 + nanoUsd * 1e-12)
              different.push([provider.id, model.id, at, usage, own, nanoUsd]);
          }
        }
      }
    }
    expect(different).toEqual([]);
    expect(models).toBeGreaterThan(1_600);
    expect(compared).toBeGreaterThan(10_000);
  });
});

function isOursAlone(priced: ReturnType<ReturnType<typeof createPriceCatalogue>['price']>): boolean {
  return priced.priced && !priced.source.startsWith('@pydantic/genai-prices');
}

/** True when the library prices a kind of token at nothing or at the rate of another kind, for want of a price. */
function lacksPrice(prices: ModelPrice, usage: Usage): boolean {
  if (Object.keys(prices).length === 0) return true;
  const needed: [number | undefined, string][] = [
    [usage.inputTokens, 'input_mtok'],
    [usage.outputTokens, 'output_mtok'],
    [usage.inputAudioTokens, 'input_audio_mtok'],
    [usage.inputImageTokens, 'input_image_mtok'],
    [usage.inputVideoTokens, 'input_video_mtok'],
    [usage.outputAudioTokens, 'output_audio_mtok'],
    [usage.outputImageTokens, 'output_image_mtok'],
    [usage.units?.web_searches, 'web_searches_kcount'],
    [usage.units?.file_searches, 'storage_searches_kcount'],
    [usage.units?.audio_seconds, 'audio_hours'],
  ];
  return needed.some(([count = 0, key]) => count > 0 && prices[key] === undefined);
}

function libraryUsage(usage: Usage): Record<string, number | undefined> {
  const cached = splitCacheRead(usage, usage.inputTokens ?? 0);
  return {
    input_tokens: usage.inputTokens,
    output_tokens: usage.outputTokens,
    cache_read_tokens: usage.cacheReadTokens,
    cache_write_tokens: usage.cacheWriteTokens,
    cache_write_1h_tokens: usage.cacheWrite1hTokens,
    input_audio_tokens: usage.inputAudioTokens,
    cache_audio_read_tokens: cached.audio,
    input_image_tokens: usage.inputImageTokens,
    cache_image_read_tokens: cached.image,
    input_video_tokens: usage.inputVideoTokens,
    output_audio_tokens: usage.outputAudioTokens,
    output_image_tokens: usage.outputImageTokens,
    output_reasoning_tokens: usage.reasoningTokens,
    web_searches: usage.units?.web_searches,
    storage_searches: usage.units?.file_searches,
    audio_seconds: usage.units?.audio_seconds,
  };
}

type Random = (below: number) => number;

function randomUsage(random: Random): Usage {
  const inputTokens = PROMPTS[random(PROMPTS.length)] ?? 0;
  const outputTokens = random(20_000);
  const reasoningTokens = random(outputTokens + 1);
  const usage: Usage = { inputTokens, outputTokens, reasoningTokens };
  const kind = random(8);
  if (kind === 0) return usage;
  const inputAudioTokens = kind === 2 ? random(inputTokens + 1) : 0;
  const inputImageTokens = kind === 3 ? random(inputTokens - inputAudioTokens + 1) : 0;
  const cacheReadTokens = random(inputTokens + 1);
  // Writes of media do not occur in the library's own units.
  const cacheWriteTokens = kind === 2 || kind === 3 ? 0 : random(inputTokens - cacheReadTokens + 1);
  const outputAudioTokens = kind === 2 ? random(outputTokens - reasoningTokens + 1) : 0;
  return {
    ...usage,
    cacheReadTokens,
    cacheWriteTokens,
    cacheWrite1hTokens: random(cacheWriteTokens + 1),
    ...(inputAudioTokens > 0 && { inputAudioTokens }),
    ...(inputImageTokens > 0 && { inputImageTokens }),
    ...(outputAudioTokens > 0 && { outputAudioTokens }),
    ...(kind === 6 && { inputVideoTokens: random(inputTokens - cacheReadTokens - cacheWriteTokens + 1) }),
    ...(kind === 3 && { outputImageTokens: random(outputTokens - reasoningTokens + 1) }),
    ...(kind === 4 && { units: { web_searches: random(9), file_searches: random(9) } }),
    ...(kind === 5 && { units: { audio_seconds: random(9_000) / 100 } }),
  };
}

/** The same numbers on every run. */
function mulberry32(seed: number): Random {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296) * below);
  };
}
