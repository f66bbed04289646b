import { USAGE_UNIT } from '../../names.ts';
import type { Usage } from '../../pricing/usage.ts';
import { asCount, asObject, asText } from '../../wire/json-values.ts';

type Modality = 'text' | 'image' | 'video' | 'audio' | 'document';

/** `Modality` of the API by number, as `$alt=json;enum-encoding=int` writes it. */
const MODALITIES: readonly (Modality | undefined)[] = [
  undefined,
  'text',
  'image',
  'video',
  'audio',
  'document',
];

/**
 * Usage of a `usageMetadata` of Gemini; undefined when it holds none. Thinking is not among the candidates and is added to
 * them; what tools fed into the prompt is not in `promptTokenCount` and is added to it; cached content is a part of it.
 *
 * Source: ai.google.dev/api/generate-content, UsageMetadata.
 */
export function parseGeminiUsage(value: unknown): Usage | undefined {
  const wire = asObject(value);
  if (wire === undefined) return undefined;
  const prompt = asCount(wire['promptTokenCount']);
  const candidates = asCount(wire['candidatesTokenCount'] ?? wire['responseTokenCount']);
  const thoughts = asCount(wire['thoughtsTokenCount']);
  if (prompt === undefined && candidates === undefined && thoughts === undefined) return undefined;
  return {
    ...createUsage({
      prompt,
      tools: asCount(wire['toolUsePromptTokenCount']),
      cached: asCount(wire['cachedContentTokenCount']),
      candidates,
      thoughts,
    }),
    ...countModalities({
      // The embedding endpoints leave out an `s`.
      input: [wire['promptTokensDetails'] ?? wire['promptTokenDetails'], wire['toolUsePromptTokensDetails']],
      cached: wire['cacheTokensDetails'],
      output: wire['candidatesTokensDetails'] ?? wire['responseTokensDetails'],
    }),
  };
}

/**
 * Usage of the `usage` of an interaction; undefined when it holds none. Its counts mean what those of `usageMetadata` do.
 *
 * Source: ai.google.dev/api/interactions-api, Usage.
 */
export function parseInteractionUsage(value: unknown): Usage | undefined {
  const wire = asObject(value);
  const prompt = asCount(wire?.['total_input_tokens']);
  const candidates = asCount(wire?.['total_output_tokens']);
  if (wire === undefined || (prompt === undefined && candidates === undefined)) return undefined;
  const searches = countGrounding(wire['grounding_tool_count']);
  return {
    ...createUsage({
      prompt,
      tools: asCount(wire['total_tool_use_tokens']),
      cached: asCount(wire['total_cached_tokens']),
      candidates,
      thoughts: asCount(wire['total_thought_tokens'] ?? wire['total_reasoning_tokens']),
    }),
    ...countModalities({
      input: [wire['input_tokens_by_modality'], wire['tool_use_tokens_by_modality']],
      cached: wire['cached_tokens_by_modality'],
      output: wire['output_tokens_by_modality'],
    }),
    ...(searches > 0 && { units: { [USAGE_UNIT.webSearches]: searches } }),
  };
}

interface Counts {
  prompt: number | undefined;
  tools: number | undefined;
  cached: number | undefined;
  candidates: number | undefined;
  thoughts: number | undefined;
}

function createUsage({ prompt, tools, cached, candidates, thoughts }: Counts): Usage {
  return {
    inputTokens: (prompt ?? 0) + (tools ?? 0),
    outputTokens: (candidates ?? 0) + (thoughts ?? 0),
    cacheReadTokens: cached ?? 0,
    reasoningTokens: thoughts ?? 0,
  };
}

interface Details {
  input: readonly unknown[];
  cached: unknown;
  output: unknown;
}

function countModalities({ input, cached, output }: Details): Usage {
  const parts: Usage = {};
  for (const details of input) {
    for (const { modality, tokens } of listDetails(details)) {
      if (modality === 'audio') parts.inputAudioTokens = (parts.inputAudioTokens ?? 0) + tokens;
      else if (modality === 'image') parts.inputImageTokens = (parts.inputImageTokens ?? 0) + tokens;
      else if (modality === 'video') parts.inputVideoTokens = (parts.inputVideoTokens ?? 0) + tokens;
    }
  }
  for (const { modality, tokens } of listDetails(cached)) {
    if (modality === 'audio') parts.cacheReadAudioTokens = (parts.cacheReadAudioTokens ?? 0) + tokens;
    else if (modality === 'image') parts.cacheReadImageTokens = (parts.cacheReadImageTokens ?? 0) + tokens;
  }
  for (const { modality, tokens } of listDetails(output)) {
    if (modality === 'audio') parts.outputAudioTokens = (parts.outputAudioTokens ?? 0) + tokens;
    else if (modality === 'image') parts.outputImageTokens = (parts.outputImageTokens ?? 0) + tokens;
  }
  return parts;
}

function listDetails(details: unknown): { modality: Modality | undefined; tokens: number }[] {
  if (!Array.isArray(details)) return [];
  return details.map(asObject).map((detail) => ({
    modality: asModality(detail?.['modality']),
    tokens: asCount(detail?.['tokenCount'] ?? detail?.['tokens']) ?? 0,
  }));
}

function asModality(value: unknown): Modality | undefined {
  if (typeof value === 'number') return MODALITIES[value];
  const name = asText(value)?.toLowerCase();
  return MODALITIES.find((modality) => modality === name);
}

function countGrounding(value: unknown): number {
  if (!Array.isArray(value)) return 0;
  return value
    .map(asObject)
    .filter((tool) => tool?.['type'] === 'google_search')
    .reduce((sum, tool) => sum + (asCount(tool?.['count']) ?? 0), 0);
}
