import { type RequestHead } from '../capture/types.ts';
import { parseAnthropicUsage } from './anthropic-usage.ts';
import { type Shape } from './json-extractor.ts';
import { asObject, asText } from './json-values.ts';
import { describeProviderError } from './provider-error.ts';
import { type RateLimitHeaders } from './rate-limits.ts';
import { type CallReader, type Endpoint, type ProviderAdapter, type Reading } from './types.ts';

const MESSAGE_MEMBERS = { id: true, model: true, usage: true } as const;
/**
 * A message, or an event: `message_start` carries a message, `message_delta` usage, `message_stop` nothing; `error` may
 * come in the middle of a stream.
 */
const RESPONSE_SHAPE: Shape = {
  object: {
    type: true,
    error: { object: { type: true } },
    ...MESSAGE_MEMBERS,
    message: { object: MESSAGE_MEMBERS },
  },
};

/** Source: platform.claude.com/docs/en/api/rate-limits, response headers. */
const RATE_LIMIT_HEADERS: readonly RateLimitHeaders[] = [
  'requests',
  'tokens',
  'input_tokens',
  'output_tokens',
].map((kind) => ({
  kind,
  limit: `anthropic-ratelimit-${kind.replace('_', '-')}-limit`,
  remaining: `anthropic-ratelimit-${kind.replace('_', '-')}-remaining`,
}));

class AnthropicReader implements CallReader {
  readonly requestShape: Shape = { object: { model: true } };
  readonly responseShape: Shape = RESPONSE_SHAPE;
  #requestModel: string | undefined;
  #responseModel: string | undefined;
  #id: string | undefined;
  #wireUsage: Record<string, unknown> | undefined;
  #complete = false;
  #errorType: string | undefined;

  readRequest(document: unknown): void {
    this.#requestModel = asText(asObject(document)?.['model']);
  }

  readResponse(document: unknown): void {
    const event = asObject(document);
    if (event === undefined) return;
    if (event['type'] === 'error') {
      this.#errorType = describeProviderError(event['error']);
      return;
    }
    const message = asObject(event['message']) ?? event;
    this.#responseModel = asText(message['model']) ?? this.#responseModel;
    this.#id = asText(message['id']) ?? this.#id;
    const usage = asObject(message['usage']);
    if (usage === undefined) return;
    // The counts of message_delta are cumulative: they replace those of message_start and are never added.
    this.#wireUsage = { ...this.#wireUsage, ...withoutNulls(usage) };
    // message_start states the prompt and a first token or two; the rest comes at the end.
    if (event['type'] !== 'message_start') this.#complete = true;
  }

  reading(): Reading {
    const usage = parseAnthropicUsage(this.#wireUsage);
    const serviceTier = tierOf(this.#wireUsage);
    return {
      complete: this.#complete,
      // Nothing was generated before message_start.
      ...(this.#errorType !== undefined && { errorType: this.#errorType, notBilled: usage === undefined }),
      ...(this.#requestModel !== undefined && { requestModel: this.#requestModel }),
      ...(this.#responseModel !== undefined && { responseModel: this.#responseModel }),
      ...(usage !== undefined && { usage }),
      ...(serviceTier !== undefined && { serviceTier }),
      ...(this.#id !== undefined && { resultId: this.#id }),
    };
  }
}

function withoutNulls(usage: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(usage).filter(([, value]) => value !== null));
}

/** Fast mode and inference in the US alone change the price as tiers do. */
function tierOf(usage: Record<string, unknown> | undefined): string | undefined {
  if (usage?.['speed'] === 'fast') return 'fast';
  const tier = asText(usage?.['service_tier']);
  if ((tier === undefined || tier === 'standard') && usage?.['inference_geo'] === 'us') return 'us_inference';
  return tier;
}

function createReader(_head: RequestHead): CallReader {
  return new AnthropicReader();
}

export const anthropic: ProviderAdapter = {
  provider: 'anthropic',
  hosts: ['api.anthropic.com'],
  rateLimitHeaders: RATE_LIMIT_HEADERS,
  endpoint(method, path): Endpoint {
    if (method === 'POST') {
      if (path.endsWith('/messages')) {
        return { operation: 'chat', genAiOperation: 'chat', billing: 'expected', createReader };
      }
      if (path.endsWith('/complete')) {
        return {
          operation: 'text_completion',
          genAiOperation: 'text_completion',
          billing: 'expected',
          createReader,
        };
      }
      if (path.endsWith('/messages/count_tokens'))
        return { operation: 'count_tokens', billing: 'never', createReader };
      return { operation: 'other', billing: 'stated', createReader };
    }
    return { operation: 'other', billing: 'never', createReader };
  },
};
