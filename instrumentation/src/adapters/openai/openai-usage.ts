import { USAGE_UNIT } from '../../names.ts';
import type { Usage } from '../../pricing/usage.ts';
import { asCount, asObject } from '../../wire/json-values.ts';

type Wire = Readonly<Record<string, unknown>>;

/**
 * Usage of a `usage` object of OpenAI's wire; undefined when it holds none. Chat completions, completions and embeddings
 * say `prompt_tokens` and `completion_tokens`, the responses, image and audio endpoints `input_tokens` and
 * `output_tokens`, some embeddings and rerankings `total_tokens` alone. Cached, audio, image and reasoning tokens are
 * parts of these. Transcriptions of whisper-1 are billed by the second.
 *
 * Providers of the same wire tell some parts elsewhere; each name has one meaning, so all are read wherever they stand.
 */
export function parseOpenAiUsage(value: unknown): Usage | undefined {
  const wire = asObject(value);
  if (wire === undefined) return undefined;
  if (wire['type'] === 'duration') {
    const seconds = asCount(wire['seconds']);
    if (seconds !== undefined) return { units: { [USAGE_UNIT.audioSeconds]: seconds } };
  }
  let inputTokens = asCount(wire['prompt_tokens'] ?? wire['input_tokens']);
  const outputTokens = asCount(wire['completion_tokens'] ?? wire['output_tokens']);
  if (inputTokens === undefined && outputTokens === undefined) inputTokens = asCount(wire['total_tokens']);
  if (inputTokens === undefined && outputTokens === undefined) return undefined;
  const usage: Usage = { inputTokens: inputTokens ?? 0, outputTokens: outputTokens ?? 0 };
  readParts(usage, wire);
  addUnlistedCache(usage, wire);
  addUnlistedReasoning(usage, wire);
  return usage;
}

function readParts(usage: Usage, wire: Wire): void {
  const input = asObject(
    wire['prompt_tokens_details'] ?? wire['input_tokens_details'] ?? wire['input_token_details'],
  );
  const output = asObject(
    wire['completion_tokens_details'] ?? wire['output_tokens_details'] ?? wire['output_token_details'],
  );
  const cacheRead = asCount(
    input?.['cached_tokens'] ??
      // DeepSeek; Moonshot and Together; LiteLLM and Databricks.
      wire['prompt_cache_hit_tokens'] ??
      wire['cached_tokens'] ??
      wire['cache_read_input_tokens'],
  );
  const cacheWrite = asCount(
    // OpenRouter; LiteLLM; Alibaba, LiteLLM and Databricks.
    input?.['cache_write_tokens'] ??
      input?.['cache_creation_tokens'] ??
      input?.['cache_creation_input_tokens'] ??
      wire['cache_creation_input_tokens'],
  );
  if (cacheRead !== undefined) usage.cacheReadTokens = cacheRead;
  if (cacheWrite !== undefined) usage.cacheWriteTokens = cacheWrite;
  const inputAudio = asCount(input?.['audio_tokens']);
  if (inputAudio !== undefined) usage.inputAudioTokens = inputAudio;
  const outputAudio = asCount(output?.['audio_tokens']);
  if (outputAudio !== undefined) usage.outputAudioTokens = outputAudio;
  const inputImage = asCount(input?.['image_tokens']);
  if (inputImage !== undefined) usage.inputImageTokens = inputImage;
  const outputImage = asCount(output?.['image_tokens']);
  if (outputImage !== undefined) usage.outputImageTokens = outputImage;
  const reasoning = asCount(output?.['reasoning_tokens'] ?? wire['reasoning_tokens']);
  if (reasoning !== undefined) usage.reasoningTokens = reasoning;
}

/**
 * Anthropic's names beside OpenAI's: proxies pass Anthropic's counts on as they are, without the cached tokens in
 * `input_tokens`; others add them to `prompt_tokens`. More cached tokens than tokens prove the former.
 */
function addUnlistedCache(usage: Usage, wire: Wire): void {
  if (wire['cache_read_input_tokens'] === undefined && wire['cache_creation_input_tokens'] === undefined)
    return;
  const { inputTokens = 0, cacheReadTokens = 0, cacheWriteTokens = 0 } = usage;
  const cached = cacheReadTokens + cacheWriteTokens;
  const isAnthropic = wire['prompt_tokens'] === undefined && wire['input_tokens_details'] === undefined;
  if (isAnthropic || cached > inputTokens) usage.inputTokens = inputTokens + cached;
}

/** xAI's chat completions leave the reasoning out of `completion_tokens`; where that is so, the total proves it. */
function addUnlistedReasoning(usage: Usage, wire: Wire): void {
  const { inputTokens = 0, outputTokens = 0, reasoningTokens = 0 } = usage;
  if (reasoningTokens > 0 && wire['total_tokens'] === inputTokens + outputTokens + reasoningTokens) {
    usage.outputTokens = outputTokens + reasoningTokens;
  }
}
