import type { Usage } from '../pricing/usage.ts';
import { asCount, asObject } from '../wire/json-values.ts';
import { createWireAdapter, type WireRoute } from './wire-adapter.ts';
import { setName, setUsage, type Wire, type WireObject } from './wire-reader.ts';

/** Pictures are billed by the pixel; their tokens are those of the total that are not of text. */
function parseUsage(wire: WireObject | undefined): Usage | undefined {
  const inputTokens = asCount(wire?.['total_tokens']);
  if (inputTokens === undefined) return undefined;
  const text = asCount(wire?.['text_tokens']);
  const pixels = asCount(wire?.['image_pixels']) ?? 0;
  return {
    inputTokens,
    outputTokens: 0,
    ...(text !== undefined && text < inputTokens && { inputImageTokens: inputTokens - text }),
    ...(pixels > 0 && { units: { image_pixels: pixels } }),
  };
}

/** Source: docs.voyageai.com/reference. Nothing is generated: all tokens are those of the input. */
const VOYAGE_WIRE: Wire = {
  requestShape: { object: { model: true } },
  responseShape: { object: { model: true, usage: true } },
  readRequest: (facts) => setName(facts, 'requestModel', facts.request['model']),
  readResponse(facts, document) {
    setName(facts, 'responseModel', document['model']);
    setUsage(facts, parseUsage(asObject(document['usage'])));
  },
};

const ROUTES: readonly WireRoute[] = [
  {
    method: 'POST',
    path: /\/(embeddings|multimodalembeddings|contextualizedembeddings)$/,
    operation: 'embeddings',
    genAiOperation: 'embeddings',
    billing: 'expected',
    wire: VOYAGE_WIRE,
  },
  { method: 'POST', path: /\/rerank$/, operation: 'rerank', billing: 'expected', wire: VOYAGE_WIRE },
];

export const voyage = createWireAdapter({
  provider: 'voyage',
  hosts: ['api.voyageai.com', 'ai.mongodb.com'],
  routes: ROUTES,
});
