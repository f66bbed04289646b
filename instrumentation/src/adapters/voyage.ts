import { asCount, asObject } from './json-values.ts';
import { createWireAdapter, type WireRoute } from './wire-adapter.ts';
import { setName, setUsage, type Wire } from './wire-reader.ts';

/** Source: docs.voyageai.com/reference. Nothing is generated: all tokens are those of the input. */
const VOYAGE_WIRE: Wire = {
  requestShape: { object: { model: true } },
  responseShape: { object: { model: true, usage: true } },
  readRequest: (facts) => setName(facts, 'requestModel', facts.request['model']),
  readResponse(facts, document) {
    setName(facts, 'responseModel', document['model']);
    const inputTokens = asCount(asObject(document['usage'])?.['total_tokens']);
    if (inputTokens !== undefined) setUsage(facts, { inputTokens, outputTokens: 0 });
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
