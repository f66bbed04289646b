import { findAnthropicEndpoint, findOpenAiEndpoint } from './borrowed-wires.ts';
import { parseOpenAiUsage } from './openai/openai-usage.ts';
import { createWireAdapter, UNREAD, type WireRoute } from './wire-adapter.ts';
import { setName, setUsage, type Wire } from './wire-reader.ts';

/** OpenAI's usage, in a stream in the last event. Source: docs.snowflake.com, Cortex LLM REST API reference. */
const CORTEX_WIRE: Wire = {
  requestShape: { object: { model: true } },
  responseShape: { object: { id: true, model: true, usage: true } },
  readRequest: (facts) => setName(facts, 'requestModel', facts.request['model']),
  readResponse(facts, document) {
    setName(facts, 'responseModel', document['model']);
    setName(facts, 'resultId', document['id']);
    setUsage(facts, parseOpenAiUsage(document['usage']));
  },
};

const ROUTES: readonly WireRoute[] = [
  {
    method: 'POST',
    path: /\/cortex\/inference:complete$/,
    operation: 'chat',
    genAiOperation: 'chat',
    billing: 'expected',
    wire: CORTEX_WIRE,
  },
  {
    method: 'POST',
    path: /\/cortex\/inference:embed$/,
    operation: 'embeddings',
    genAiOperation: 'embeddings',
    billing: 'expected',
    wire: CORTEX_WIRE,
  },
  // Billed by the message, in credits of a plan.
  {
    method: 'POST',
    path: /\/cortex\/analyst\/message$/,
    operation: 'analyst',
    billing: 'expected',
    wire: UNREAD,
  },
  {
    method: 'POST',
    path: /\/cortex\/agent:run$/,
    operation: 'invoke_agent',
    billing: 'expected',
    wire: UNREAD,
  },
];

/** Cortex of Snowflake, also where it speaks the wire of OpenAI or Anthropic; the rest of Snowflake is not metered. */
export const snowflake = createWireAdapter({
  provider: 'snowflake',
  hosts: ['.snowflakecomputing.com', '.snowflakecomputing.cn'],
  routes: ROUTES,
  otherwise(method, path) {
    if (!path.includes('/cortex/v1/')) return undefined;
    return path.endsWith('/messages')
      ? findAnthropicEndpoint(method, path)
      : findOpenAiEndpoint(method, path);
  },
});
