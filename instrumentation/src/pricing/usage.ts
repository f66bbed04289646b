import type { UsageUnit } from '../names.ts';

/**
 * Complete usage of one call. Token counts are whole; `inputTokens` are all prompt tokens, cache reads and
 * writes included; `outputTokens` are all generated tokens, reasoning included. The other token counts are
 * parts of these two and are never added to them.
 */
export interface Usage {
  inputTokens?: number;
  outputTokens?: number;
  cacheReadTokens?: number;
  cacheWriteTokens?: number;
  /** Part of `cacheWriteTokens`: written to a cache that lives for an hour. */
  cacheWrite1hTokens?: number;
  /** Parts of `cacheReadTokens` that are parts of the audio and image tokens, too, where the provider tells. */
  cacheReadAudioTokens?: number;
  cacheReadImageTokens?: number;
  reasoningTokens?: number;
  inputAudioTokens?: number;
  outputAudioTokens?: number;
  inputImageTokens?: number;
  inputVideoTokens?: number;
  outputImageTokens?: number;
  /** Other units, billed or only counted: e-mails, audio seconds, web searches; also an application's own. */
  units?: Readonly<Partial<Record<UsageUnit | (string & {}), number>>>;
}

const TOKEN_COUNTS = [
  'inputTokens',
  'outputTokens',
  'cacheReadTokens',
  'cacheWriteTokens',
  'cacheWrite1hTokens',
  'cacheReadAudioTokens',
  'cacheReadImageTokens',
  'reasoningTokens',
  'inputAudioTokens',
  'outputAudioTokens',
  'inputImageTokens',
  'inputVideoTokens',
  'outputImageTokens',
] as const satisfies readonly (keyof Usage)[];

/**
 * More of anything in one response is no count: a file of batch results holds at most some 10^11 tokens, the largest object
 * of a store some 10^13 bytes. One impossible number would spoil a sum for as long as the process runs.
 */
const MAX_TOKENS = 1e13;
const MAX_UNITS = 1e15;

/** False when a number is negative or larger than any response can mean, or when parts are larger than their whole. */
export function isValidUsage(usage: Usage): boolean {
  for (const name of TOKEN_COUNTS) {
    const count = usage[name];
    if (count !== undefined && !(Number.isInteger(count) && count >= 0 && count <= MAX_TOKENS)) return false;
  }
  if (usage.units !== undefined) {
    for (const unit in usage.units) {
      const count = usage.units[unit];
      if (count !== undefined && !(count >= 0 && count <= MAX_UNITS)) return false;
    }
  }
  const { inputTokens = 0, cacheReadTokens = 0, cacheWriteTokens = 0, cacheWrite1hTokens = 0 } = usage;
  const { inputAudioTokens = 0, inputImageTokens = 0, inputVideoTokens = 0 } = usage;
  const { cacheReadAudioTokens = 0, cacheReadImageTokens = 0 } = usage;
  const { outputTokens = 0, outputAudioTokens = 0, outputImageTokens = 0 } = usage;
  return (
    cacheReadTokens + cacheWriteTokens <= inputTokens &&
    cacheWrite1hTokens <= cacheWriteTokens &&
    inputAudioTokens + inputImageTokens + inputVideoTokens <= inputTokens &&
    cacheReadAudioTokens + cacheReadImageTokens <= cacheReadTokens &&
    cacheReadAudioTokens <= inputAudioTokens &&
    cacheReadImageTokens <= inputImageTokens &&
    outputAudioTokens + outputImageTokens <= outputTokens
  );
}

/** True when token counts are given, be they zero. */
export function statesTokens(usage: Usage): boolean {
  return usage.inputTokens !== undefined || usage.outputTokens !== undefined;
}

/** True when anything that can be billed is given, be it zero: without it nothing is known of the price. */
export function statesUsage(usage: Usage): boolean {
  return statesTokens(usage) || Object.values(usage.units ?? {}).some(Number.isFinite);
}

/** True when any token was used. */
export function hasTokens(usage: Usage): boolean {
  return (usage.inputTokens ?? 0) > 0 || (usage.outputTokens ?? 0) > 0;
}
