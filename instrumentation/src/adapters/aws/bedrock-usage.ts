import type { ResponseHead } from '../../capture/types.ts';
import type { Usage } from '../../pricing/usage.ts';
import { parseAnthropicUsage } from '../anthropic/anthropic-usage.ts';
import { asCount, asObject, listObjects } from '../../wire/json-values.ts';
import { parseCohereUsage } from '../cohere/cohere-usage.ts';
import { parseOpenAiUsage } from '../openai/openai-usage.ts';
import type { WireObject } from '../wire-reader.ts';

/** The member that Bedrock adds to the last part of an invoke stream, whatever the model. */
export const INVOCATION_METRICS = 'amazon-bedrock-invocationMetrics';

/**
 * Usage of the `usage` of a Converse response, of Nova's own format, too; undefined when it holds none. `inputTokens` are
 * those that did not touch the cache.
 *
 * Source: docs.aws.amazon.com/bedrock/latest/APIReference, TokenUsage and CacheDetail.
 */
export function parseConverseUsage(value: unknown): Usage | undefined {
  const wire = asObject(value);
  const input = asCount(wire?.['inputTokens']);
  const output = asCount(wire?.['outputTokens']);
  if (wire === undefined || (input === undefined && output === undefined)) return undefined;
  const written1h = listObjects(wire['cacheDetails'])
    .filter(({ ttl }) => ttl === '1h')
    .reduce((sum, { inputTokens }) => sum + (asCount(inputTokens) ?? 0), 0);
  return createUsage({
    input,
    output,
    cacheRead: asCount(wire['cacheReadInputTokens'] ?? wire['cacheReadInputTokenCount']),
    cacheWrite: asCount(wire['cacheWriteInputTokens'] ?? wire['cacheWriteInputTokenCount']),
    written1h,
  });
}

/** Usage of the metrics that end an invoke stream; undefined when there are none. */
export function parseInvocationMetrics(value: unknown): Usage | undefined {
  const wire = asObject(value);
  const input = asCount(wire?.['inputTokenCount']);
  const output = asCount(wire?.['outputTokenCount']);
  if (wire === undefined || (input === undefined && output === undefined)) return undefined;
  return createUsage({
    input,
    output,
    cacheRead: asCount(wire['cacheReadInputTokenCount']),
    cacheWrite: asCount(wire['cacheWriteInputTokenCount']),
  });
}

/** Usage of the response's headers; undefined when they tell none. Source: docs.aws.amazon.com/bedrock, InvokeModel. */
export function parseBedrockHeaders(head: ResponseHead): Usage | undefined {
  const [input, output, cacheRead, cacheWrite] = [
    'x-amzn-bedrock-input-token-count',
    'x-amzn-bedrock-output-token-count',
    'x-amzn-bedrock-cache-read-input-token-count',
    'x-amzn-bedrock-cache-write-input-token-count',
  ].map((name) => {
    const value = head.header(name);
    return value !== undefined && /^\d+$/.test(value) ? Number(value) : undefined;
  });
  if (input === undefined && output === undefined) return undefined;
  return createUsage({ input, output, cacheRead, cacheWrite });
}

/**
 * Usage of the body of an invoke response, in the format of whichever model answered; undefined when it states none.
 *
 * Source: docs.aws.amazon.com/bedrock/latest/userguide/model-parameters.html.
 */
export function parseModelUsage(body: WireObject): Usage | undefined {
  const usage = asObject(body['usage']) ?? asObject(asObject(body['metadata'])?.['usage']);
  if (usage !== undefined) {
    // Nova; Anthropic; the others have the wire of OpenAI.
    if ('inputTokens' in usage || 'outputTokens' in usage) return parseConverseUsage(usage);
    return 'input_tokens' in usage || 'output_tokens' in usage
      ? parseAnthropicUsage(usage)
      : parseOpenAiUsage(usage);
  }
  return parseTitanUsage(body) ?? parseLlamaUsage(body) ?? parseCohereUsage(body);
}

function parseTitanUsage(body: WireObject): Usage | undefined {
  const input = asCount(body['inputTextTokenCount']);
  const results = listObjects(body['results']).map(({ tokenCount }) => asCount(tokenCount) ?? 0);
  const output = asCount(body['totalOutputTextTokenCount']) ?? results.reduce((sum, count) => sum + count, 0);
  if (input === undefined && output === 0) return undefined;
  return { inputTokens: input ?? 0, outputTokens: output };
}

function parseLlamaUsage(body: WireObject): Usage | undefined {
  const input = asCount(body['prompt_token_count']);
  const output = asCount(body['generation_token_count']);
  if (input === undefined && output === undefined) return undefined;
  return { inputTokens: input ?? 0, outputTokens: output ?? 0 };
}

interface Counts {
  input: number | undefined;
  output: number | undefined;
  cacheRead: number | undefined;
  cacheWrite: number | undefined;
  written1h?: number;
}

function createUsage({ input = 0, output = 0, cacheRead = 0, cacheWrite = 0, written1h = 0 }: Counts): Usage {
  return {
    inputTokens: input + cacheRead + cacheWrite,
    outputTokens: output,
    cacheReadTokens: cacheRead,
    cacheWriteTokens: cacheWrite,
    cacheWrite1hTokens: Math.min(written1h, cacheWrite),
  };
}
