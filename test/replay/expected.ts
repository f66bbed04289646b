import { calcPrice } from '@pydantic/genai-prices';
import { type ExpectedUsage, type Recording } from './recordings.ts';

/** Units of `outlay.usage` that a recording should come to, without those that are zero. */
export function expectedUnits(recording: Recording): Record<string, number> {
  const usage = usageOf(recording);
  if (usage === null) return {};
  const units: Record<string, number | undefined> = {
    input_tokens: usage.inputTokens,
    output_tokens: usage.outputTokens,
    cache_read_tokens: usage.cacheReadTokens,
    cache_write_tokens: usage.cacheWriteTokens,
    reasoning_tokens: usage.reasoningTokens,
    input_audio_tokens: usage.inputAudioTokens,
    input_image_tokens: usage.inputImageTokens,
    output_image_tokens: usage.outputImageTokens,
    audio_seconds: usage.audioSeconds,
    web_searches: usage.webSearches,
    file_searches: usage.fileSearches,
    emails: usage.emails,
  };
  return Object.fromEntries(
    Object.entries(units).filter((unit): unit is [string, number] => (unit[1] ?? 0) > 0),
  );
}

/** USD for a million tokens where the price library has none: OpenAI's priority tier and audio tokens. */
const PRIORITY: Readonly<Record<string, readonly [input: number, cached: number, output: number]>> = {
  'gpt-5-2025-08-07': [2.5, 0.25, 20],
};
const AUDIO_INPUT: Readonly<Record<string, number>> = { 'gpt-4o-audio-preview-2024-12-17': 40 };
const EMAIL_USD = 0.0009;

/**
 * What a recording should cost in nano-USD, from its expected usage and the price library alone; undefined when it has no
 * usage or no price is known.
 */
export function expectedNanoUsd(recording: Recording, requestModel?: string): number | undefined {
  const usage = usageOf(recording);
  if (usage === null) return undefined;
  if (usage.emails !== undefined) return Math.round(usage.emails * EMAIL_USD * 1e9);
  const model = lastMember(recording.body, 'model') ?? requestModel;
  if (model === undefined) return undefined;
  const { inputTokens = 0, outputTokens = 0, cacheReadTokens = 0, inputAudioTokens = 0 } = usage;
  const { inputImageTokens = 0, outputImageTokens = 0 } = usage;

  if (lastMember(recording.body, 'service_tier') === 'priority') {
    const [input, cached, output] = PRIORITY[model] ?? fail(`no priority price of ${model}`);
    const perMillion =
      (inputTokens - cacheReadTokens) * input + cacheReadTokens * cached + outputTokens * output;
    return Math.round(perMillion * 1_000);
  }
  const written1h = usage.cacheWrite1hTokens ?? usage.raw?.cache_creation?.ephemeral_1h_input_tokens ?? 0;
  const price = calcPrice(
    {
      input_tokens: inputTokens - inputAudioTokens,
      output_tokens: outputTokens,
      cache_read_tokens: cacheReadTokens,
      cache_write_tokens: usage.cacheWriteTokens ?? 0,
      ...(written1h > 0 && { cache_write_1h_tokens: written1h }),
      ...(usage.webSearches !== undefined && { web_searches: usage.webSearches }),
      ...(usage.fileSearches !== undefined && { storage_searches: usage.fileSearches }),
      ...(inputImageTokens > 0 && { input_image_tokens: inputImageTokens }),
      ...(outputImageTokens > 0 && { output_image_tokens: outputImageTokens }),
      ...(usage.audioSeconds !== undefined && { audio_seconds: usage.audioSeconds }),
    },
    model,
    { providerId: recording.provider, timestamp: new Date() },
  );
  if (price === null) return undefined;
  const audio =
    inputAudioTokens === 0
      ? 0
      : inputAudioTokens * (AUDIO_INPUT[model] ?? fail(`no audio price of ${model}`));
  return Math.round(price.total_price * 1e9) + audio * 1_000;
}

/** Reason on `outlay.unpriced` that a recording should come to; undefined when there should be none. */
export function expectedReason(recording: Recording, requestModel?: string): string | undefined {
  if (recording.unpriced !== undefined) return recording.unpriced ?? undefined;
  const isBilled = recording.method === 'POST' && !FREE.test(new URL(recording.url).pathname);
  if (recording.status !== 200 || !isBilled || PENDING.test(recording.body)) return undefined;
  if (recording.expectedUsage === null) return 'no_usage';
  return expectedNanoUsd(recording, requestModel) === undefined ? 'unknown_model' : undefined;
}

/** `error.type` that a recording should come to. */
export function expectedErrorType(recording: Recording): string | undefined {
  return recording.errorType ?? (recording.status >= 400 ? String(recording.status) : undefined);
}

/** Waits in the background: its usage comes later. */
const PENDING = /"status":\s*"queued"/;
const FREE = /(count_tokens|input_tokens|traces\/ingest)$/;
/** Of the recorded usage: what OpenAI's `usage` does not state, the searches of its hosted tool. */
const SEARCH = /"type":\s*"response.completed".*"type":\s*"web_search_call"/;

function usageOf({ provider, body, expectedUsage }: Recording): ExpectedUsage | null {
  if (provider !== 'openai' || expectedUsage === null || !SEARCH.test(body)) return expectedUsage;
  return { webSearches: 1, ...expectedUsage };
}

/** The model that a recording's labels should name. */
export function expectedModel({ body, request }: Recording): string | undefined {
  const asked = (request as { model?: string } | null)?.model;
  return lastMember(body, 'model') ?? asked;
}

function lastMember(body: string, name: string): string | undefined {
  return [...body.matchAll(new RegExp(`(?<!\\\\)"${name}":\\s*"([^"]+)"`, 'g'))].at(-1)?.[1];
}

function fail(message: string): never {
  throw new Error(message);
}
