import { type RateBand } from './token-rates.ts';
import { type Usage } from './usage.ts';

/**
 * Price of a call's tokens in nano-USD, not rounded; `NaN` when the model has no price for a kind that was used.
 *
 * Parts are taken out of their whole: what is cached, audio or image is not billed as text again. Where the usage does
 * not tell which of the cached tokens were audio or image, text counts as cached first.
 *
 * @param usage valid usage: no part is larger than its whole
 */
export function calculateTokenCost(bands: readonly RateBand[], usage: Usage): number {
  const inputTokens = usage.inputTokens ?? 0;
  const outputTokens = usage.outputTokens ?? 0;
  const { rates } = bandOf(bands, inputTokens);
  return calculateInputCost(rates, usage, inputTokens) + calculateOutputCost(rates, usage, outputTokens);
}

/** The band that prices a prompt of this size. */
export function bandOf(bands: readonly RateBand[], inputTokens: number): RateBand {
  let index = bands.length - 1;
  while (index > 0 && inputTokens <= (bands[index]?.aboveInputTokens ?? 0)) index -= 1;
  const band = bands[index];
  if (band === undefined) throw new Error('A price has no rates.');
  return band;
}

function calculateInputCost(rates: RateBand['rates'], usage: Usage, inputTokens: number): number {
  const cacheRead = usage.cacheReadTokens ?? 0;
  const cacheWrite = usage.cacheWriteTokens ?? 0;
  const cacheWrite1h = usage.cacheWrite1hTokens ?? 0;
  const audio = usage.inputAudioTokens ?? 0;
  const image = usage.inputImageTokens ?? 0;
  if (audio === 0 && image === 0) {
    return (
      cost(inputTokens - cacheRead - cacheWrite, rates.input) +
      cost(cacheRead, rates.cacheRead) +
      cost(cacheWrite - cacheWrite1h, rates.cacheWrite) +
      cost(cacheWrite1h, rates.cacheWrite1h)
    );
  }
  const cached = splitCacheRead(usage, inputTokens);
  const uncachedMedia = audio - cached.audio + image - cached.image;
  const text = inputTokens - uncachedMedia - cacheRead - cacheWrite;
  // Written to the cache is text first, too; what is more than the text is media, images before audio.
  const writtenImage = Math.min(Math.max(-text, 0), image - cached.image);
  const writtenAudio = Math.max(-text, 0) - writtenImage;
  return (
    cost(Math.max(text, 0), rates.input) +
    cost(cacheRead - cached.audio - cached.image, rates.cacheRead) +
    cost(cached.audio, rates.cacheReadAudio) +
    cost(cached.image, rates.cacheReadImage) +
    cost(cacheWrite - cacheWrite1h, rates.cacheWrite) +
    cost(cacheWrite1h, rates.cacheWrite1h) +
    cost(audio - cached.audio - writtenAudio, rates.inputAudio) +
    cost(image - cached.image - writtenImage, rates.inputImage)
  );
}

/** How many of the cached tokens were audio and image. */
export function splitCacheRead(usage: Usage, inputTokens: number): { audio: number; image: number } {
  const { cacheReadTokens = 0, inputAudioTokens = 0, inputImageTokens = 0 } = usage;
  const text = inputTokens - inputAudioTokens - inputImageTokens;
  const media = Math.max(0, cacheReadTokens - text);
  const image = usage.cacheReadImageTokens ?? Math.min(media, inputImageTokens);
  const audio = usage.cacheReadAudioTokens ?? Math.min(Math.max(0, media - image), inputAudioTokens);
  return { audio, image };
}

function calculateOutputCost(rates: RateBand['rates'], usage: Usage, outputTokens: number): number {
  const audio = usage.outputAudioTokens ?? 0;
  const image = usage.outputImageTokens ?? 0;
  // A part of the text; most models bill it like the rest.
  const reasoning = Math.min(usage.reasoningTokens ?? 0, outputTokens - audio - image);
  return (
    cost(outputTokens - reasoning - audio - image, rates.output) +
    cost(reasoning, rates.reasoning) +
    cost(audio, rates.outputAudio) +
    cost(image, rates.outputImage)
  );
}

/** None of a kind costs nothing, whether it has a price or not. */
function cost(tokens: number, nanoUsdPerToken: number): number {
  return tokens === 0 ? 0 : tokens * nanoUsdPerToken;
}
