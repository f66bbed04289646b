import { USAGE_UNIT } from '../names.ts';
import { type Usage } from '../pricing/usage.ts';
import { asCount, asObject } from './json-values.ts';

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
