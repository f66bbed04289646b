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
  const writes = cost(cacheWrite - cacheWrite1h, rates.cacheWrite) + cost(cacheWrite1h, rates.cacheWrite1h);
  const audio = usage.inputAudioTokens ?? 0;
  const image = usage.inputImageTokens ?? 0;
  const video = usage.inputVideoTokens ?? 0;
  if (audio + image + video === 0) {
    return (
      writes + cost(inputTokens - cacheRead - cacheWrite, rates.input) + cost(cacheRead, rates.cacheRead)
    );
  }
  const cached = splitCacheRead(usage, inputTokens);
  const uncached = {
    image: image - cached.image,
    video: video - cached.video,
    audio: audio - cached.audio,
  };
  const text = inputTokens - cacheRead - cacheWrite - uncached.image - uncached.video - uncached.audio;
  // What was written to the cache beyond all text was media: cheap kinds before audio.
  let written = Math.max(0, -text);
  for (const kind of ['image', 'video', 'audio'] as const) {
    const part = Math.min(written, uncached[kind]);
    uncached[kind] -= part;
    written -= part;
  }
  return (
    writes +
    cost(Math.max(text, 0), rates.input) +
    cost(cacheRead - cached.image - cached.video - cached.audio, rates.cacheRead) +
    cost(cached.image, rates.cacheReadImage) +
    cost(cached.video, rates.cacheReadVideo) +
    cost(cached.audio, rates.cacheReadAudio) +
    cost(uncached.image, rates.inputImage) +
    cost(uncached.video, rates.inputVideo) +
    cost(uncached.audio, rates.inputAudio)
  );
}

/** How many of the cached tokens were image, video and audio: as the provider tells, else what text does not account for. */
export function splitCacheRead(
  usage: Usage,
  inputTokens: number,
): { image: number; video: number; audio: number } {
  const { cacheReadTokens = 0, inputAudioTokens = 0, inputImageTokens = 0, inputVideoTokens = 0 } = usage;
  const text = inputTokens - inputAudioTokens - inputImageTokens - inputVideoTokens;
  let media = Math.max(0, cacheReadTokens - text);
  const take = (stated: number | undefined, tokens: number): number => {
    const part = stated ?? Math.min(media, tokens);
    media = Math.max(0, media - part);
    return part;
  };
  const image = take(usage.cacheReadImageTokens, inputImageTokens);
  const video = take(undefined, inputVideoTokens);
  return { image, video, audio: take(usage.cacheReadAudioTokens, inputAudioTokens) };
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
