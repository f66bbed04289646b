import type { RateBand, TokenKind } from './token-rates.ts';
import type { Usage } from './usage.ts';

/** How many tokens of a call are billed as which kind; they add up to all tokens. */
export type TokenCounts = Record<TokenKind, number>;

/**
 * Price of a call's tokens in nano-USD, not rounded; `NaN` when the model has no price for a kind that was used.
 *
 * @param usage valid usage: no part is larger than its whole
 * @param requests how many requests the usage is the sum of; the size of the average one chooses the rates
 */
export function calculateTokenCost(bands: readonly RateBand[], usage: Usage, requests = 1): number {
  const { rates } = bandOf(bands, (usage.inputTokens ?? 0) / requests);
  const counts = splitTokens(usage);
  return (
    cost(counts.input, rates.input) +
    cost(counts.cacheRead, rates.cacheRead) +
    cost(counts.cacheWrite, rates.cacheWrite) +
    cost(counts.cacheWrite1h, rates.cacheWrite1h) +
    cost(counts.inputAudio, rates.inputAudio) +
    cost(counts.cacheReadAudio, rates.cacheReadAudio) +
    cost(counts.inputImage, rates.inputImage) +
    cost(counts.cacheReadImage, rates.cacheReadImage) +
    cost(counts.inputVideo, rates.inputVideo) +
    cost(counts.cacheReadVideo, rates.cacheReadVideo) +
    cost(counts.output, rates.output) +
    cost(counts.reasoning, rates.reasoning) +
    cost(counts.outputAudio, rates.outputAudio) +
    cost(counts.outputImage, rates.outputImage)
  );
}

/** None of a kind costs nothing, whether it has a price or not. */
function cost(tokens: number, nanoUsdPerToken: number): number {
  return tokens === 0 ? 0 : tokens * nanoUsdPerToken;
}

/** The band that prices a prompt of this size. */
export function bandOf(bands: readonly RateBand[], inputTokens: number): RateBand {
  let index = bands.length - 1;
  while (index > 0 && inputTokens <= (bands[index]?.aboveInputTokens ?? 0)) index -= 1;
  const band = bands[index];
  if (band === undefined) throw new Error('A price has no rates.');
  return band;
}

/**
 * Parts are taken out of their whole: what is cached, audio or image is not billed as text again. Where the usage does not
 * tell which of the cached tokens were media, text counts as cached first.
 */
export function splitTokens(usage: Usage): TokenCounts {
  const { inputTokens = 0, outputTokens = 0, reasoningTokens = 0 } = usage;
  const { cacheReadTokens = 0, cacheWriteTokens = 0, cacheWrite1hTokens = 0 } = usage;
  const { outputAudioTokens = 0, outputImageTokens = 0 } = usage;
  const spoken = outputTokens - outputAudioTokens - outputImageTokens;
  const reasoning = Math.min(reasoningTokens, spoken);
  const counts: TokenCounts = {
    input: inputTokens - cacheReadTokens - cacheWriteTokens,
    cacheRead: cacheReadTokens,
    cacheWrite: cacheWriteTokens - cacheWrite1hTokens,
    cacheWrite1h: cacheWrite1hTokens,
    inputAudio: 0,
    cacheReadAudio: 0,
    inputImage: 0,
    cacheReadImage: 0,
    inputVideo: 0,
    cacheReadVideo: 0,
    output: spoken - reasoning,
    reasoning,
    outputAudio: outputAudioTokens,
    outputImage: outputImageTokens,
  };
  if (usage.inputAudioTokens || usage.inputImageTokens || usage.inputVideoTokens) splitMedia(usage, counts);
  return counts;
}

/** Takes the media tokens of the prompt out of those of text, cached and not. */
function splitMedia(usage: Usage, counts: TokenCounts): void {
  const { inputTokens = 0, inputAudioTokens = 0, inputImageTokens = 0, inputVideoTokens = 0 } = usage;
  const cached = splitCacheRead(usage, inputTokens);
  counts.cacheReadImage = cached.image;
  counts.cacheReadVideo = cached.video;
  counts.cacheReadAudio = cached.audio;
  counts.cacheRead -= cached.image + cached.video + cached.audio;
  counts.inputImage = inputImageTokens - cached.image;
  counts.inputVideo = inputVideoTokens - cached.video;
  counts.inputAudio = inputAudioTokens - cached.audio;
  counts.input -= counts.inputImage + counts.inputVideo + counts.inputAudio;
  // What was written to the cache beyond all text was media: cheap kinds before audio.
  for (const kind of ['inputImage', 'inputVideo', 'inputAudio'] as const) {
    const written = Math.min(Math.max(0, -counts.input), counts[kind]);
    counts[kind] -= written;
    counts.input += written;
  }
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
