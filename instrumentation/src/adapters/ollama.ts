import type { Usage } from '../pricing/usage.ts';
import { findAnthropicEndpoint, findOpenAiEndpoint } from './borrowed-wires.ts';
import { asCount } from '../wire/json-values.ts';
import { createWireAdapter, type WireRoute } from './wire-adapter.ts';
import { setName, setUsage, type Wire, type WireObject } from './wire-reader.ts';

/**
 * Usage of the line that ends a stream, or of a whole response; undefined when it states none. The count of the prompt is
 * absent when the prompt was served from the cache: it is not known then, and not zero.
 */
function parseOllamaUsage(body: WireObject): Usage | undefined {
  const input = asCount(body['prompt_eval_count']);
  const output = asCount(body['eval_count']);
  if (input === undefined && output === undefined) return undefined;
  const cached = asCount(body['prompt_eval_cached_count']);
  return {
    ...(input !== undefined && { inputTokens: input }),
    ...(output !== undefined && { outputTokens: output }),
    ...(input !== undefined && cached !== undefined && { cacheReadTokens: cached }),
  };
}

/** Source: docs.ollama.com/api. */
const OLLAMA_WIRE: Wire = {
  requestShape: { object: { model: true } },
  responseShape: {
    object: {
      model: true,
      error: true,
      prompt_eval_count: true,
      prompt_eval_cached_count: true,
      eval_count: true,
    },
  },
  eventMembers: ['prompt_eval_count', 'eval_count', 'error'],
  readRequest: (facts) => setName(facts, 'requestModel', facts.request['model']),
  readResponse(facts, document) {
    setName(facts, 'responseModel', document['model']);
    // The only thing that a stream tells of an error is its text.
    if (document['error'] !== undefined) facts.errorType = '_OTHER';
    setUsage(facts, parseOllamaUsage(document));
  },
};

const ROUTES: readonly WireRoute[] = [
  {
    method: 'POST',
    path: /\/api\/chat$/,
    operation: 'chat',
    genAiOperation: 'chat',
    billing: 'expected',
    wire: OLLAMA_WIRE,
  },
  {
    method: 'POST',
    path: /\/api\/generate$/,
    operation: 'text_completion',
    genAiOperation: 'text_completion',
    billing: 'expected',
    wire: OLLAMA_WIRE,
  },
  {
    method: 'POST',
    path: /\/api\/embed$/,
    operation: 'embeddings',
    genAiOperation: 'embeddings',
    billing: 'expected',
    wire: OLLAMA_WIRE,
  },
  // The older endpoint states no usage; it costs nothing either.
  {
    method: 'POST',
    path: /\/api\/embeddings$/,
    operation: 'embeddings',
    genAiOperation: 'embeddings',
    billing: 'stated',
    wire: OLLAMA_WIRE,
  },
];

/** Ollama on this machine, in its own wire and in those of OpenAI and Anthropic. It is counted, and free. */
export const ollama = createWireAdapter({
  provider: 'ollama',
  hosts: ['localhost:11434', '127.0.0.1:11434', '::1:11434'],
  routes: ROUTES,
  otherwise(method, path) {
    if (path.endsWith('/v1/messages')) return findAnthropicEndpoint(method, path);
    return path.includes('/v1/') ? findOpenAiEndpoint(method, path) : undefined;
  },
});
