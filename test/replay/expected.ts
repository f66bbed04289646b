import { calcPrice } from '@pydantic/genai-prices';
import { type ExpectedUsage, type Recording, textOf } from './recordings.ts';

/**
 * What bodies state that their `expectedUsage` leaves out: units that are billed beside tokens or instead of them, and
 * counts under names of the provider's own.
 */
const ALSO_STATED: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  'aleph-alpha-luminous-base-complete-json-200-4809ee': { input_tokens: 9, output_tokens: 1000 },
  'azure-gpt-5-mini-2025-08-07-responses-json-200-eb2383': { file_searches: 1 },
  'azure-gpt-5-mini-2025-08-07-responses-stream-200-e1d75d': { file_searches: 1 },
  'cartesia-na-stt-json-200-8afb8d': { audio_seconds: 2.479 },
  'deepgram-na-listen-json-200-0346d8': { audio_seconds: 36.744 },
  'openai-dall-e-2-generations-json-200-26b9ab': { images: 1 },
  'openai-gpt-5-responses-json-200-d9c943': { code_interpreter_sessions: 1 },
  'openai-gpt-5-2-responses-stream-200-66bb5d': { web_searches: 1 },
  'openai-gpt-5-responses-stream-200-72e702': { web_searches: 1 },
  'perplexity-sonar-completions-json-200-1e556c': { requests: 1 },
  'perplexity-sonar-completions-stream-200-c14c85': { requests: 1 },
  'tavily-na-search-json-200-9b057c': { credits: 1 },
  'twilio-na-messages-json-json-201-882228': { sms_segments: 1 },
  'twilio-na-phonenumber-json-200-ea1395': { lookups: 1 },
  'twilio-na-verifications-json-201-664b35': { sms_segments: 1, verifications: 1 },
  'xai-grok-4-fast-non-reasoning-responses-json-200-e55b1d': { file_searches: 1 },
};

/** Units of `outlay.usage` that a recording should come to, without those that are zero. */
export function expectedUnits({ id, expectedUsage }: Recording): Record<string, number> {
  const units: Record<string, number | null | undefined> = {
    input_tokens: expectedUsage?.inputTokens,
    output_tokens: expectedUsage?.outputTokens,
    cache_read_tokens: expectedUsage?.cacheReadTokens,
    cache_write_tokens: expectedUsage?.cacheWriteTokens,
    reasoning_tokens: expectedUsage?.reasoningTokens,
    input_audio_tokens: expectedUsage?.inputAudioTokens,
    input_image_tokens: expectedUsage?.inputImageTokens,
    input_video_tokens: expectedUsage?.inputVideoTokens,
    output_audio_tokens: expectedUsage?.outputAudioTokens,
    output_image_tokens: expectedUsage?.outputImageTokens,
    audio_seconds: expectedUsage?.audioSeconds,
    search_units: expectedUsage?.searchUnits,
    web_searches: expectedUsage?.webSearches,
    file_searches: expectedUsage?.fileSearches,
    emails: expectedUsage?.emails,
    ...expectedUsage?.units,
    ...ALSO_STATED[id],
  };
  return Object.fromEntries(
    Object.entries(units).filter((unit): unit is [string, number] => (unit[1] ?? 0) > 0),
  );
}

/** Costs in USD that bodies state and their recordings leave out. */
const ALSO_STATED_USD: Readonly<Record<string, number>> = {
  'openrouter-gpt-5-6-sol-responses-json-200-848a52': 0.002196,
  'openrouter-gpt-oss-20b-responses-stream-200-87d23c': 0.0000113,
};

/** The cost that the provider itself stated, in nano-USD. */
export function statedNanoUsd({ id, statedCostUsd, expectedUsage }: Recording): number | undefined {
  const usd = statedCostUsd ?? expectedUsage?.statedCostUsd ?? ALSO_STATED_USD[id];
  return usd === undefined ? undefined : Math.round(usd * 1e9);
}

/** USD for a million tokens where the price library has none: OpenAI's priority tier and audio tokens. */
const PRIORITY: Readonly<Record<string, readonly [input: number, cached: number, output: number]>> = {
  'gpt-5-2025-08-07': [2.5, 0.25, 20],
};
const AUDIO_INPUT: Readonly<Record<string, number>> = { 'gpt-4o-audio-preview-2024-12-17': 40 };
/** A session of OpenAI's code interpreter, which the library has no price for: developers.openai.com/api/docs/pricing. */
const SESSION_USD = 0.03;
/** Providers whose prices the library alone tells; of the others Outlay has rows of its own. */
const LIBRARY_PRICED: ReadonlySet<string> = new Set(['openai', 'anthropic']);

/**
 * What a recording should cost in nano-USD: what the provider stated or the fixture says, else, from its usage and the
 * price library alone, what OpenAI and Anthropic charge. `null` when no price is known, undefined when nobody tells.
 */
export function expectedNanoUsd(recording: Recording, requestModel?: string): number | null | undefined {
  const { expectedUsage, costUsd, provider } = recording;
  const stated = statedNanoUsd(recording);
  if (stated !== undefined) return stated;
  if (costUsd !== undefined) return costUsd === null ? null : Math.round(costUsd * 1e9);
  if (expectedUsage === null || !LIBRARY_PRICED.has(provider)) return undefined;
  const tokens = calculateNanoUsd(
    recording,
    { ...expectedUsage, ...alsoSearched(recording.id) },
    requestModel,
  );
  const sessions = ALSO_STATED[recording.id]?.['code_interpreter_sessions'] ?? 0;
  return tokens === null ? null : tokens + Math.round(sessions * SESSION_USD * 1e9);
}

function alsoSearched(id: string): ExpectedUsage {
  const searches = ALSO_STATED[id]?.['web_searches'];
  return searches === undefined ? {} : { webSearches: searches };
}

function calculateNanoUsd(
  recording: Recording,
  usage: ExpectedUsage,
  requestModel: string | undefined,
): number | null {
  const model = lastMember(textOf(recording), 'model') ?? requestModel;
  if (model === undefined) return null;
  const inputTokens = usage.inputTokens ?? 0;
  const { outputTokens = 0, cacheReadTokens = 0, inputAudioTokens = 0 } = usage;
  const { inputImageTokens = 0, outputImageTokens = 0 } = usage;

  if (lastMember(textOf(recording), 'service_tier') === 'priority') {
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
  if (price === null) return null;
  const audio =
    inputAudioTokens === 0
      ? 0
      : inputAudioTokens * (AUDIO_INPUT[model] ?? fail(`no audio price of ${model}`));
  return Math.round(price.total_price * 1e9) + audio * 1_000;
}

/** Errors that successful responses of the recordings state, and whether anything was generated before. */
const STATED_ERRORS: Readonly<Record<string, { errorType: string; begun: boolean }>> = {
  'azure-openllmetry-testing-completions-json-200-a84bb3': { errorType: 'content_filter', begun: false },
  'groq-gpt-oss-120b-completions-stream-200-2dc3e5': { errorType: 'invalid_request_error', begun: true },
  'openrouter-minimax-m2-free-completions-stream-200-35670e': { errorType: '_OTHER', begun: true },
};

/** `error.type` that a recording should come to. */
export function expectedErrorType({ id, errorType, status }: Recording): string | undefined {
  return errorType ?? STATED_ERRORS[id]?.errorType ?? (status >= 400 ? String(status) : undefined);
}

/** Free, or the usage comes with a later response. */
const FREE =
  /\/(count_tokens|input_tokens|traces\/ingest|domains|broadcasts|pre-recorded|query|invocations)$|streams\/|:countTokens$/;
/** Waits in the background: its usage comes later. */
const PENDING = /"status":\s*"(queued|starting|processing|in_progress)"/;

/** True when a call was billed although its response tells no usage. */
export function lacksUsage(recording: Recording): boolean {
  const { id, unpriced, status, method, url, expectedUsage } = recording;
  if (unpriced !== undefined) return unpriced === 'no_usage';
  if (expectedUsage !== null || ALSO_STATED[id] !== undefined) return false;
  if (STATED_ERRORS[id]?.begun === false) return false;
  if (status < 200 || status > 299 || method !== 'POST') return false;
  return !FREE.test(new URL(url).pathname) && !PENDING.test(textOf(recording));
}

function lastMember(body: string, name: string): string | undefined {
  return [...body.matchAll(new RegExp(`(?<!\\\\)"${name}":\\s*"([^"]+)"`, 'g'))].at(-1)?.[1];
}

function fail(message: string): never {
  throw new Error(message);
}
