import type { Usage } from '../pricing/usage.ts';
import { asCount, listObjects } from '../wire/json-values.ts';
import { parseOpenAiUsage } from './openai/openai-usage.ts';
import { createWireAdapter, UNREAD, type WireRoute } from './wire-adapter.ts';
import { type Facts, setName, setUsage, type Wire, type WireObject } from './wire-reader.ts';

const REQUEST_SHAPE = { object: { model_id: true } } as const;

/** `text/chat` has OpenAI's usage, in a stream in the last event. */
const CHAT_WIRE: Wire = {
  requestShape: REQUEST_SHAPE,
  responseShape: {
    object: { id: true, model: true, model_id: true, input_token_count: true, usage: true },
  },
  readRequest: (facts) => setName(facts, 'requestModel', facts.request['model_id']),
  readResponse(facts, document) {
    setName(facts, 'responseModel', document['model_id'] ?? document['model']);
    setName(facts, 'resultId', document['id']);
    setUsage(facts, parseOpenAiUsage(document['usage']) ?? parseInput(document));
  },
};

/** Embeddings and rerankings. */
function parseInput(document: WireObject): Usage | undefined {
  const inputTokens = asCount(document['input_token_count']);
  return inputTokens === undefined ? undefined : { inputTokens, outputTokens: 0 };
}

/**
 * `text/generation`: each event of a stream states the tokens generated so far, but those of the prompt only the first.
 *
 * Source: cloud.ibm.com/apidocs/watsonx-ai, TextGenResponse.
 */
const GENERATION_WIRE: Wire = {
  requestShape: REQUEST_SHAPE,
  responseShape: {
    object: {
      model_id: true,
      results: {
        array: { object: { generated_token_count: true, input_token_count: true, stop_reason: true } },
      },
    },
  },
  eventMembers: 'every',
  readRequest: (facts) => setName(facts, 'requestModel', facts.request['model_id']),
  readResponse(facts, document) {
    setName(facts, 'responseModel', document['model_id']);
    for (const result of listObjects(document['results'])) readResult(facts, result);
  },
};

function readResult(facts: Facts, result: WireObject): void {
  const input = asCount(result['input_token_count']);
  const output = asCount(result['generated_token_count']);
  if (input === undefined && output === undefined) return;
  facts.usage = {
    inputTokens: Math.max(facts.usage?.inputTokens ?? 0, input ?? 0),
    outputTokens: Math.max(facts.usage?.outputTokens ?? 0, output ?? 0),
  };
  facts.complete = String(result['stop_reason'] ?? 'not_finished').toLowerCase() !== 'not_finished';
}

function billed(path: RegExp, operation: string, wire: Wire, genAiOperation?: string): WireRoute {
  return {
    method: 'POST',
    path,
    operation,
    billing: 'expected',
    wire,
    ...(genAiOperation !== undefined && { genAiOperation }),
  };
}

const ROUTES: readonly WireRoute[] = [
  billed(/\/text\/chat(_stream)?$/, 'chat', CHAT_WIRE, 'chat'),
  billed(/\/text\/generation(_stream)?$/, 'text_completion', GENERATION_WIRE, 'text_completion'),
  billed(/\/text\/embeddings$/, 'embeddings', CHAT_WIRE, 'embeddings'),
  billed(/\/text\/rerank$/, 'rerank', CHAT_WIRE),
  { method: 'POST', path: /\/text\/tokenization$/, operation: 'tokenize', billing: 'never', wire: UNREAD },
];

/** watsonx.ai of IBM, in all its regions. */
export const watsonx = createWireAdapter({
  provider: 'watsonx',
  genAiProvider: 'ibm.watsonx.ai',
  hosts: ['.ml.cloud.ibm.com', '*.aws.wxai.ibm.com'],
  routes: ROUTES,
});
