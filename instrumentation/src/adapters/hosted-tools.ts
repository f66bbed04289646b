import { USAGE_UNIT, type UsageUnit } from '../names.ts';
import { type Shape } from './json-extractor.ts';
import { asObject } from './json-values.ts';

/** What is wanted of the `output` of a response; the items' text is not. */
export const OUTPUT_SHAPE: Shape = {
  array: { object: { type: true, action: { object: { type: true } } } },
};

/**
 * Calls of OpenAI's hosted tools that are billed one by one; undefined when there are none. Of the actions of a web
 * search only `search` costs a fee, opening a page and finding in it do not. Source:
 * developers.openai.com/api/docs/guides/tools-web-search.
 */
export function countHostedToolCalls(output: unknown): Partial<Record<UsageUnit, number>> | undefined {
  const items = (Array.isArray(output) ? output : []).map(asObject);
  const searches = items.filter(
    (item) =>
      item?.['type'] === 'web_search_call' && (asObject(item['action'])?.['type'] ?? 'search') === 'search',
  );
  const fileSearches = items.filter((item) => item?.['type'] === 'file_search_call');
  const units: Partial<Record<UsageUnit, number>> = {
    ...(searches.length > 0 && { [USAGE_UNIT.webSearches]: searches.length }),
    ...(fileSearches.length > 0 && { [USAGE_UNIT.fileSearches]: fileSearches.length }),
  };
  return Object.keys(units).length > 0 ? units : undefined;
}
