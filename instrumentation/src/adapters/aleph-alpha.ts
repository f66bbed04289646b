import type { Usage } from '../pricing/usage.ts';
import { findOpenAiEndpoint } from './borrowed-wires.ts';
import { asCount } from '../wire/json-values.ts';
import { createWireAdapter, type WireRoute } from './wire-adapter.ts';
import { setName, setUsage, type Wire, type WireObject } from './wire-reader.ts';

function parseUsage(body: WireObject): Usage | undefined {
  const input = asCount(body['num_tokens_prompt_total']);
  const output = asCount(body['num_tokens_generated']);
  if (input === undefined && output === undefined) return undefined;
  return { inputTokens: input ?? 0, outputTokens: output ?? 0 };
}

/** Source: docs.aleph-alpha.com/api, Complete. */
const COMPLETE_WIRE: Wire = {
  requestShape: { object: { model: true } },
  responseShape: { object: { num_tokens_prompt_total: true, num_tokens_generated: true } },
  // The last event of a stream states the counts.
  eventMembers: ['num_tokens_prompt_total', 'num_tokens_generated'],
  readRequest: (facts) => setName(facts, 'requestModel', facts.request['model']),
  readResponse: (facts, document) => setUsage(facts, parseUsage(document)),
};

function billed(path: RegExp, operation: string, genAiOperation: string): WireRoute {
  return { method: 'POST', path, operation, genAiOperation, billing: 'expected', wire: COMPLETE_WIRE };
}

const ROUTES: readonly WireRoute[] = [
  billed(/\/complete$/, 'text_completion', 'text_completion'),
  billed(/\/evaluate$/, 'text_completion', 'text_completion'),
  billed(/\/(semantic_embed|batch_semantic_embed|embed)$/, 'embeddings', 'embeddings'),
];

/** Aleph Alpha; `/chat/completions` speaks the wire of OpenAI. */
export const alephAlpha = createWireAdapter({
  provider: 'aleph-alpha',
  hosts: ['api.aleph-alpha.com', '.pharia.com'],
  routes: ROUTES,
  otherwise: (method, path) =>
    path.endsWith('/chat/completions') ? findOpenAiEndpoint(method, path) : undefined,
});
