import { USAGE_UNIT } from '../names.ts';
import { type Dialect, type ImageFacts } from './dialect.ts';
import { countHostedToolCalls, listCodeInterpreterSessions } from './hosted-tools.ts';
import { asText } from './json-values.ts';

/** Models of chat completions that search the web at every call, for a fee. Source: developers.openai.com/api/docs/pricing. */
const SEARCH_MODEL = /^(.+-search-(?:preview|api))(-\d{4}-\d{2}-\d{2})?$/;
/** Of `/v1/images/generations` when the request names none. Source: the OpenAI API reference. */
const DEFAULT_IMAGE_MODEL = 'dall-e-2';
const DEFAULT_SIZE = '1024x1024';

/** OpenAI's own wire: hosted tools, and images that are billed by the piece. */
export const OPENAI_DIALECT: Dialect = {
  countUnits({ output, model }) {
    const calls = countHostedToolCalls(output);
    if (!SEARCH_MODEL.test(asText(model) ?? '')) return calls;
    return { ...calls, [USAGE_UNIT.webSearches]: (calls?.[USAGE_UNIT.webSearches] ?? 0) + 1 };
  },
  listResults: listCodeInterpreterSessions,
  // The price of the search goes by the model, whichever snapshot of it.
  variant: ({ model = '' }) => SEARCH_MODEL.exec(model)?.[1],
  imageVariant,
};

/** `dall-e-3/hd/1024x1792`: what the price list goes by. */
function imageVariant({ model = DEFAULT_IMAGE_MODEL, quality, size }: ImageFacts): string {
  const grade = quality === undefined || quality === 'auto' ? 'standard' : quality;
  return `${model}/${grade}/${size === undefined || size === 'auto' ? DEFAULT_SIZE : size}`;
}
