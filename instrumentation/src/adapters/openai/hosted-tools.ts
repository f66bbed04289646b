import { USAGE_UNIT } from '../../names.ts';
import { hasTokens, type Usage } from '../../pricing/usage.ts';
import type { WireObject } from './dialect.ts';
import type { Shape } from '../../wire/json-extractor.ts';
import { asCount, asObject, asText } from '../../wire/json-values.ts';
import { parseOpenAiUsage } from './openai-usage.ts';
import type { BilledResult } from '../types.ts';

/** What is wanted of the `output` of a response; the items' text is not. */
export const OUTPUT_SHAPE: Shape = {
  array: { object: { type: true, action: { object: { type: true } }, container_id: true } },
};

/** Beside `output`: what the tools used, and which model an image tool has. */
export const TOOL_MEMBERS: Readonly<Record<string, Shape>> = {
  tool_usage: true,
  tools: { array: { object: { type: true, model: true } } },
};

/** Source: the OpenAI API reference, image generation tool: the default of `model`. */
const DEFAULT_IMAGE_MODEL = 'gpt-image-1';

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

/**
 * Images that a hosted tool made: their tokens are no part of the response's, and have the price of the tool's model. They
 * are named, so that a response that is fetched again and again books them once.
 */
export function listToolImages({ id, tool_usage, tools }: WireObject): readonly BilledResult[] {
  const usage = parseOpenAiUsage(asObject(tool_usage)?.['image_gen']);
  if (usage === undefined || !hasTokens(usage)) return [];
  const tool = (Array.isArray(tools) ? tools : [])
    .map(asObject)
    .find((each) => each?.['type'] === 'image_generation');
  const response = asText(id);
  return [
    {
      model: asText(tool?.['model']) ?? DEFAULT_IMAGE_MODEL,
      usage,
      ...(response !== undefined && { resultId: `${response}/image_gen` }),
    },
  ];
}

/** The web searches that are billed, as the provider itself counts them; undefined when it does not. */
export function countStatedSearches({ tool_usage }: WireObject): number | undefined {
  return asCount(asObject(asObject(tool_usage)?.['web_search'])?.['num_requests']);
}
