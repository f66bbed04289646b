import { USAGE_UNIT } from '../names.ts';
import { type Usage } from '../pricing/usage.ts';
import { asCount, asObject } from './json-values.ts';

/**
 * Usage of an OpenAI `usage` object; undefined when it holds none. Chat completions, completions and embeddings say
 * `prompt_tokens` and `completion_tokens`, the responses, image and audio endpoints `input_tokens` and `output_tokens`.
 * Cached, audio, image and reasoning tokens are parts of these. Transcriptions of whisper-1 are billed by the second.
 */
export function parseOpenAiUsage(value: unknown): Usage | undefined {
  const wire = asObject(value);
  if (wire === undefined) return undefined;
  const seconds = wire['type'] === 'duration' ? asCount(wire['seconds']) : undefined;
  if (seconds !== undefined) return { units: { [USAGE_UNIT.audioSeconds]: seconds } };

  const inputTokens = asCount(wire['prompt_tokens'] ?? wire['input_tokens']);
  const outputTokens = asCount(wire['completion_tokens'] ?? wire['output_tokens']);
  if (inputTokens === undefined && outputTokens === undefined) return undefined;
  const input = asObject(
    wire['prompt_tokens_details'] ?? wire['input_tokens_details'] ?? wire['input_token_details'],
  );
  const output = asObject(
    wire['completion_tokens_details'] ?? wire['output_tokens_details'] ?? wire['output_token_details'],
  );

  const usage: Usage = { inputTokens: inputTokens ?? 0, outputTokens: outputTokens ?? 0 };
  const parts = {
    cacheReadTokens: asCount(input?.['cached_tokens']),
    cacheWriteTokens: asCount(input?.['cache_write_tokens']),
    inputAudioTokens: asCount(input?.['audio_tokens']),
    outputAudioTokens: asCount(output?.['audio_tokens']),
    inputImageTokens: asCount(input?.['image_tokens']),
    outputImageTokens: asCount(output?.['image_tokens']),
    reasoningTokens: asCount(output?.['reasoning_tokens']),
  };
  for (const [name, count] of Object.entries(parts)) {
    if (count !== undefined) usage[name as keyof typeof parts] = count;
  }
  return usage;
}
