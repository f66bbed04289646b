import { GUARDRAIL_WIRE, RERANK_WIRE } from './bedrock-agent-wire.ts';
import { CONVERSE_WIRE, INVOKE_WIRE, withBedrockNames } from './bedrock-wire.ts';
import { findAnthropicEndpoint, findOpenAiEndpoint } from '../borrowed-wires.ts';
import { changeReading } from '../changed-reading.ts';
import type { Endpoint } from '../types.ts';
import { createWireAdapter, UNREAD, type WireRoute } from '../wire-adapter.ts';

/** Sources: docs.aws.amazon.com/bedrock/latest/APIReference, Amazon Bedrock Runtime and Agents Runtime. */
const ROUTES: readonly WireRoute[] = [
  {
    method: 'POST',
    path: /\/model\/.+\/converse(-stream)?$/,
    operation: 'chat',
    genAiOperation: 'chat',
    billing: 'expected',
    wire: CONVERSE_WIRE,
  },
  {
    method: 'POST',
    path: /\/model\/[^/]*(embed|rerank)[^/]*\/invoke$/,
    operation: 'embeddings',
    genAiOperation: 'embeddings',
    billing: 'expected',
    wire: INVOKE_WIRE,
  },
  {
    method: 'POST',
    path: /\/model\/.+\/invoke(-with-response-stream)?$/,
    operation: 'invoke_model',
    genAiOperation: 'chat',
    billing: 'expected',
    wire: INVOKE_WIRE,
  },
  { method: 'POST', path: /\/count-tokens$/, operation: 'count_tokens', billing: 'never', wire: UNREAD },
  // The result goes to a bucket, and no response tells what it used.
  { method: 'POST', path: /\/async-invoke$/, operation: 'async_invoke', billing: 'expected', wire: UNREAD },
  {
    method: 'POST',
    path: /\/guardrail\/.+\/apply$/,
    operation: 'guardrail',
    billing: 'expected',
    wire: GUARDRAIL_WIRE,
  },
  { method: 'POST', path: /\/rerank$/, operation: 'rerank', billing: 'expected', wire: RERANK_WIRE },
  {
    method: 'POST',
    path: /\/agents\/.+\/sessions\/.+\/text$/,
    operation: 'invoke_agent',
    genAiOperation: 'invoke_agent',
    billing: 'expected',
    wire: UNREAD,
  },
  {
    method: 'POST',
    path: /\/retrieveAndGenerate(Stream)?$/,
    operation: 'retrieve_and_generate',
    billing: 'expected',
    wire: UNREAD,
  },
];

const ANTHROPIC_MESSAGES = findAnthropicEndpoint('POST', '/v1/messages');
const MESSAGES: Endpoint = {
  ...ANTHROPIC_MESSAGES,
  createReader(head) {
    return changeReading(ANTHROPIC_MESSAGES.createReader(head), withBedrockNames);
  },
};

/**
 * Amazon Bedrock, in all its regions; `/openai/v1/` and the host `bedrock-mantle` speak the wire of OpenAI, `/anthropic/v1/`
 * at both hosts that of Anthropic. Source: docs.aws.amazon.com/bedrock/latest/userguide/inference-messages-api.html.
 */
export const awsBedrock = createWireAdapter({
  provider: 'aws-bedrock',
  genAiProvider: 'aws.bedrock',
  hosts: [
    'bedrock-runtime.*.amazonaws.com',
    'bedrock-runtime-fips.*.amazonaws.com',
    'bedrock-runtime.*.amazonaws.com.cn',
    'bedrock-runtime.*.api.aws',
    'bedrock-agent-runtime.*.amazonaws.com',
    'bedrock-agent-runtime.*.api.aws',
    'bedrock-mantle.*.api.aws',
    // Endpoints of a private network.
    '*.bedrock-runtime.*.vpce.amazonaws.com',
  ],
  routes: ROUTES,
  otherwise(method, path) {
    if (method === 'POST' && path.endsWith('/anthropic/v1/messages')) return MESSAGES;
    return /\/v1\/(chat\/completions|responses|embeddings)/.test(path)
      ? findOpenAiEndpoint(method, path)
      : undefined;
  },
});
