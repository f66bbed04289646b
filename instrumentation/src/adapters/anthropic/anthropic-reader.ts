import type { RequestHead } from '../../capture/types.ts';
import {
  listSubInferences,
  mergeAnthropicUsage,
  parseAnthropicUsage,
  tierOfAnthropicUsage,
} from './anthropic-usage.ts';
import type { Dialect } from '../openai/dialect.ts';
import type { Shape } from '../../wire/json-extractor.ts';
import { asObject, asText } from '../../wire/json-values.ts';
import { describeProviderError } from '../provider-error.ts';
import type { CallReader, Reading } from '../types.ts';

const REQUEST_SHAPE: Shape = { object: { model: true } };
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

export interface MessageReaderOptions {
  /** Names the model where the body of the request does not. */
  model?: string;
  /** What a provider of the same wire says beside it. */
  dialect?: Dialect;
}

/** Reads a message of Anthropic's wire, whole or streamed, also where other providers speak it. */
export class MessageReader implements CallReader {
  readonly requestShape = REQUEST_SHAPE;
  readonly responseShape = RESPONSE_SHAPE;
  readonly #dialect: Dialect | undefined;
  #requestModel: string | undefined;
  #responseModel: string | undefined;
  #id: string | undefined;
  #wireUsage: Readonly<Record<string, unknown>> | undefined;
  #complete = false;
  #errorType: string | undefined;

  constructor({ model, dialect }: MessageReaderOptions = {}) {
    this.#requestModel = model;
    this.#dialect = dialect;
  }

  readRequest(document: unknown): void {
    this.#requestModel = asText(asObject(document)?.['model']) ?? this.#requestModel;
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
    this.#wireUsage = mergeAnthropicUsage(this.#wireUsage, usage);
    // message_start states the prompt and a first token or two; the rest comes at the end.
    if (event['type'] !== 'message_start') this.#complete = true;
  }

  reading(): Reading {
    const wire = this.#wireUsage;
    const usage = parseAnthropicUsage(wire);
    const serviceTier = tierOfAnthropicUsage(wire);
    const statedCostUsd = wire && this.#dialect?.statedCostUsd?.(wire);
    // A stated cost is that of everything.
    const results =
      statedCostUsd === undefined ? listSubInferences(wire, this.#responseModel, serviceTier) : [];
    return {
      complete: this.#complete,
      // Nothing was generated before message_start.
      ...(this.#errorType !== undefined && { errorType: this.#errorType, notBilled: usage === undefined }),
      ...(this.#requestModel !== undefined && { requestModel: this.#requestModel }),
      ...(this.#responseModel !== undefined && { responseModel: this.#responseModel }),
      ...(usage !== undefined && { usage }),
      ...(statedCostUsd !== undefined && { statedCostUsd }),
      ...(results.length > 0 && { results }),
      ...(serviceTier !== undefined && { serviceTier }),
      ...(this.#id !== undefined && { resultId: this.#id }),
    };
  }
}

export function createMessageReader(head: RequestHead, dialect?: Dialect): CallReader {
  const model = dialect?.modelOfPath?.(head.path);
  return new MessageReader({ ...(model !== undefined && { model }), ...(dialect && { dialect }) });
}
