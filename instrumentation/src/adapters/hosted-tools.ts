import { USAGE_UNIT } from '../names.ts';
import { type Usage } from '../pricing/usage.ts';
import { type WireObject } from './dialect.ts';
import { type Shape } from './json-extractor.ts';
import { asObject, asText } from './json-values.ts';
import { type BilledResult } from './types.ts';

/** What is wanted of the `output` of a response; the items' text is not. */
export const OUTPUT_SHAPE: Shape = {
  array: { object: { type: true, action: { object: { type: true } }, container_id: true } },
};

/**
 * Calls of OpenAI's hosted tools that are billed one by one; undefined when there are none. Of the actions of a web
 * search only `search` costs a fee, opening a page and finding in it do not. Source:
 * developers.openai.com/api/docs/guides/tools-web-search.
 */
export function countHostedToolCalls(output: unknown): Usage['units'] | undefined {
  if (!Array.isArray(output) || output.length === 0) return undefined;
  let webSearches = 0;
  let fileSearches = 0;
  for (const each of output) {
    const item = asObject(each);
    if (item?.['type'] === 'file_search_call') fileSearches += 1;
    if (item?.['type'] !== 'web_search_call') continue;
    if ((asObject(item['action'])?.['type'] ?? 'search') === 'search') webSearches += 1;
  }
  if (webSearches === 0 && fileSearches === 0) return undefined;
  return {
    ...(webSearches > 0 && { [USAGE_UNIT.webSearches]: webSearches }),
    ...(fileSearches > 0 && { [USAGE_UNIT.fileSearches]: fileSearches }),
  };
}

/**
 * Sessions of the code interpreter. A session is a container, which several calls and several responses may use: it is
 * named, so that it is booked once. Source: developers.openai.com/api/docs/pricing, built-in tools.
 */
export function listCodeInterpreterSessions(result: WireObject): readonly BilledResult[] {
  const { output } = result;
  if (!Array.isArray(output)) return [];
  const containers = new Set<string>();
  for (const each of output) {
    const item = asObject(each);
    const container = item?.['type'] === 'code_interpreter_call' ? asText(item['container_id']) : undefined;
    if (container !== undefined) containers.add(container);
  }
  return [...containers].map((resultId) => ({
    resultId,
    usage: { units: { [USAGE_UNIT.codeInterpreterSessions]: 1 } },
  }));
}
