import { USAGE_UNIT } from '../../names.ts';
import type { Usage } from '../../pricing/usage.ts';
import { asCount, asObject, asText } from '../../wire/json-values.ts';
import type { BilledResult } from '../types.ts';

type Wire = Readonly<Record<string, unknown>>;

/**
 * Usage of an Anthropic `usage` object; undefined when it holds none. `input_tokens` are the uncached ones alone, so
 * cache reads and writes are added to make up the whole prompt. Thinking tokens are inside `output_tokens`.
 */
export function parseAnthropicUsage(value: unknown): Usage | undefined {
  const wire = asObject(value);
  const uncached = asCount(wire?.['input_tokens']);
  const output = asCount(wire?.['output_tokens']);
  if (wire === undefined || (uncached === undefined && output === undefined)) return undefined;
  const cacheReadTokens = asCount(wire['cache_read_input_tokens']) ?? 0;
  const cacheWriteTokens = asCount(wire['cache_creation_input_tokens']) ?? 0;
  const written1h = asCount(asObject(wire['cache_creation'])?.['ephemeral_1h_input_tokens']) ?? 0;
  const webSearches = asCount(asObject(wire['server_tool_use'])?.['web_search_requests']) ?? 0;
  return {
    inputTokens: (uncached ?? 0) + cacheReadTokens + cacheWriteTokens,
    outputTokens: output ?? 0,
    cacheReadTokens,
    cacheWriteTokens,
    // A message_delta may correct the sum without its split.
    cacheWrite1hTokens: Math.min(written1h, cacheWriteTokens),
    ...(webSearches !== 0 && { units: { [USAGE_UNIT.webSearches]: webSearches } }),
  };
}

/**
 * The usage objects of a stream as one: the counts of `message_delta` are cumulative, they replace those of `message_start`
 * and are never added. A null says that nothing new is told.
 */
export function mergeAnthropicUsage(earlier: Wire | undefined, later: Wire): Wire {
  const told = Object.entries(later).filter(([, value]) => value !== null);
  return { ...earlier, ...Object.fromEntries(told) };
}

/** Fast mode and inference in the US alone change the price as tiers do; those that come together are joined by `+`. */
export function tierOfAnthropicUsage(usage: Wire | undefined): string | undefined {
  const tier = asText(usage?.['service_tier']);
  const tiers = [
    ...(usage?.['speed'] === 'fast' ? ['fast'] : []),
    ...(tier !== undefined && tier !== 'standard' ? [tier] : []),
    ...(usage?.['inference_geo'] === 'us' ? ['us_inference'] : []),
  ];
  return tiers.length > 0 ? tiers.join('+') : tier;
}

/** Inferences that the counts of the message leave out although they are billed. */
const APART: ReadonlySet<unknown> = new Set(['compaction', 'advisor_message']);

/**
 * Inferences that served a message and are billed beside it: summaries that compact the context, at the price of the
 * message's model, and advice, at that of the advisor's. Sources: platform.claude.com/docs/en/build-with-claude/compaction
 * ("top-level usage does not include compaction iterations") and .../agents-and-tools/tool-use/advisor-tool.
 */
export function listSubInferences(
  usage: Wire | undefined,
  model: string | undefined,
  serviceTier: string | undefined,
): readonly BilledResult[] {
  const iterations = usage?.['iterations'];
  if (!Array.isArray(iterations)) return [];
  return iterations.flatMap((each): BilledResult[] => {
    const iteration = asObject(each);
    if (iteration === undefined || !APART.has(iteration['type'])) return [];
    const part = parseAnthropicUsage(iteration);
    const itsModel = asText(iteration['model']) ?? model;
    if (part === undefined) return [];
    return [
      {
        usage: part,
        ...(itsModel !== undefined && { model: itsModel }),
        ...(serviceTier !== undefined && { serviceTier }),
      },
    ];
  });
}
