import { findAnthropicEndpoint, findOpenAiEndpoint } from '../borrowed-wires.ts';
import { PREDICT_WIRE } from './gemini-media.ts';
import { CONTENT_WIRE, modelOfPath } from './gemini-wire.ts';
import { changeReading } from '../changed-reading.ts';
import { findGoogleOpenAiEndpoint, GEMINI_ROUTES } from './google.ts';
import type { Endpoint } from '../types.ts';
import { createWireAdapter, UNREAD, type WireRoute } from '../wire-adapter.ts';

const PUBLISHER_MODEL = /\/publishers\/([^/]+)\/models\/([^/]+):(?:rawPredict|streamRawPredict)$/;

const VERTEX_ROUTES: readonly WireRoute[] = [
  ...GEMINI_ROUTES,
  {
    method: 'POST',
    path: /\/publishers\/google\/models\/(text-|multimodal|gemini-)?embedding[^/]*:predict$/,
    operation: 'embeddings',
    genAiOperation: 'embeddings',
    billing: 'expected',
    wire: PREDICT_WIRE,
  },
  // The results go to a bucket or a table, and no response tells what they used.
  {
    method: 'POST',
    path: /\/batchPredictionJobs$/,
    operation: 'batch',
    billing: 'expected',
    wire: UNREAD,
  },
  // A tuned model answers at an endpoint of its own.
  {
    method: 'POST',
    path: /:serverStreamingPredict$/,
    operation: 'chat',
    billing: 'stated',
    wire: CONTENT_WIRE,
  },
  {
    method: 'POST',
    path: /\/publishers\/anthropic\/models\/count-tokens:rawPredict$/,
    operation: 'count_tokens',
    billing: 'never',
    wire: UNREAD,
  },
  // Machines behind an endpoint are billed by the hour, whoever calls them.
  {
    method: 'POST',
    path: /:(predict|rawPredict)$/,
    operation: 'predict',
    billing: 'stated',
    wire: PREDICT_WIRE,
  },
];

/** The path names the model, the body does not. */
function atPath(endpoint: Endpoint): Endpoint {
  return {
    ...endpoint,
    createReader(head) {
      const model = modelOfPath(head.path);
      const reader = endpoint.createReader(head);
      return model === undefined
        ? reader
        : changeReading(reader, (reading) => ({ requestModel: model, ...reading }));
    },
  };
}

const MESSAGES = atPath(findAnthropicEndpoint('POST', '/v1/messages'));
const COMPLETIONS = atPath(findOpenAiEndpoint('POST', '/v1/chat/completions'));

/** Models of other publishers speak the wire of Anthropic or OpenAI. */
function findPublisherEndpoint(method: string, path: string): Endpoint | undefined {
  const [, publisher, model] = PUBLISHER_MODEL.exec(path) ?? [];
  if (method !== 'POST' || publisher === undefined || model === 'count-tokens') return undefined;
  return publisher === 'anthropic' ? MESSAGES : COMPLETIONS;
}

const routed = createWireAdapter({
  provider: 'google-vertex',
  genAiProvider: 'gcp.vertex_ai',
  hosts: ['aiplatform.googleapis.com', '.aiplatform.googleapis.com', '*-aiplatform.googleapis.com'],
  routes: VERTEX_ROUTES,
  otherwise: (method, path) =>
    path.includes('/endpoints/openapi/') ? findGoogleOpenAiEndpoint(method, path) : undefined,
});

/** Vertex AI, in all its regions: Gemini, and models of other publishers in their own wire. */
export const googleVertex = {
  ...routed,
  endpoint: (method: string, path: string, hostname?: string): Endpoint =>
    findPublisherEndpoint(method, path) ?? routed.endpoint(method, path, hostname),
};
