import { findOpenAiEndpoint } from '../borrowed-wires.ts';
import { parseCohereUsage } from './cohere-usage.ts';
import { createWireAdapter, UNREAD, type WireRoute } from '../wire-adapter.ts';
import { setName, setUsage, type Wire } from '../wire-reader.ts';

/** Responses of both versions of the API, and the parts of their streams: the last one states the usage. */
const COHERE_WIRE: Wire = {
  requestShape: { object: { model: true } },
  responseShape: {
    object: {
      id: true,
      generation_id: true,
      usage: true,
      meta: true,
      delta: { object: { usage: true } },
      response: { object: { meta: true } },
    },
  },
  eventMembers: ['usage', 'meta'],
  readRequest(facts) {
    setName(facts, 'requestModel', facts.request['model']);
    setName(facts, 'variant', facts.request['model']);
  },
  readResponse(facts, document) {
    setName(facts, 'resultId', document['generation_id'] ?? document['id']);
    setUsage(facts, parseCohereUsage(document));
  },
};

function billed(path: RegExp, operation: string, genAiOperation?: string): WireRoute {
  return {
    method: 'POST',
    path,
    operation,
    billing: 'expected',
    wire: COHERE_WIRE,
    ...(genAiOperation !== undefined && { genAiOperation }),
  };
}

/** Source: docs.cohere.com/reference. */
const ROUTES: readonly WireRoute[] = [
  billed(/\/chat$/, 'chat', 'chat'),
  billed(/\/generate$/, 'text_completion', 'text_completion'),
  billed(/\/summarize$/, 'summarize', 'text_completion'),
  billed(/\/embed$/, 'embeddings', 'embeddings'),
  billed(/\/rerank$/, 'rerank'),
  billed(/\/classify$/, 'classify'),
  {
    method: 'POST',
    path: /\/(tokenize|detokenize|check-api-key)$/,
    operation: 'tokenize',
    billing: 'never',
    wire: UNREAD,
  },
  // The job runs after the response, and no response states its usage before it is done.
  {
    method: 'GET',
    path: /\/embed-jobs\/[^/]+$/,
    operation: 'embeddings',
    billing: 'once',
    wire: COHERE_WIRE,
  },
];

/** Cohere; `/compatibility/v1/` speaks the wire of OpenAI. */
export const cohere = createWireAdapter({
  provider: 'cohere',
  hosts: ['api.cohere.com', 'api.cohere.ai'],
  routes: ROUTES,
  otherwise: (method, path) =>
    path.includes('/compatibility/') ? findOpenAiEndpoint(method, path) : undefined,
});
