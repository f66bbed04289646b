import { USAGE_UNIT } from '../../names.ts';
import type { Usage } from '../../pricing/usage.ts';
import type { Dialect, ImageFacts, WireObject } from './dialect.ts';
import {
  countHostedToolCalls,
  countStatedSearches,
  listCodeInterpreterSessions,
  listToolImages,
  TOOL_MEMBERS,
} from './hosted-tools.ts';
import { asText } from '../../wire/json-values.ts';

/** Models of chat completions that search the web at every call, for a fee. Source: developers.openai.com/api/docs/pricing. */
const SEARCH_MODEL = /^(.+-search-(?:preview|api))(-\d{4}-\d{2}-\d{2})?$/;
/** Of `/v1/images/generations` when the request names none. Source: the OpenAI API reference. */
const DEFAULT_IMAGE_MODEL = 'dall-e-2';
const DEFAULT_SIZE = '1024x1024';

/** OpenAI's own wire: hosted tools, and images that are billed by the piece. */
export const OPENAI_DIALECT: Dialect = {
  members: TOOL_MEMBERS,
  countUnits,
  listResults: (result) => [...listCodeInterpreterSessions(result), ...listToolImages(result)],
  // The price of the search goes by the model, whichever snapshot of it.
  variant: ({ model = '' }) => SEARCH_MODEL.exec(model)?.[1],
  imageVariant,
};

function countUnits(result: WireObject): Usage['units'] | undefined {
  const calls = countHostedToolCalls(result['output']);
  const fileSearches = calls?.[USAGE_UNIT.fileSearches] ?? 0;
  const searches =
    (countStatedSearches(result) ?? calls?.[USAGE_UNIT.webSearches] ?? 0) +
    (SEARCH_MODEL.test(asText(result['model']) ?? '') ? 1 : 0);
  if (searches + fileSearches === 0) return undefined;
  return {
    ...(searches > 0 && { [USAGE_UNIT.webSearches]: searches }),
    ...(fileSearches > 0 && { [USAGE_UNIT.fileSearches]: fileSearches }),
  };
}

/** `dall-e-3/hd/1024x1792`: what the price list goes by. */
function imageVariant({ model = DEFAULT_IMAGE_MODEL, quality, size }: ImageFacts): string {
  const grade = quality === undefined || quality === 'auto' ? 'standard' : quality;
  return `${model}/${grade}/${size === undefined || size === 'auto' ? DEFAULT_SIZE : size}`;
}
