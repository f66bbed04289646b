import { type RequestHead } from '../capture/types.ts';
import { type Usage } from '../pricing/usage.ts';
import { type Shape } from './json-extractor.ts';
import { asObject, asText } from './json-values.ts';
import { parseOpenAiUsage } from './openai-usage.ts';
import { type Billing, type CallReader, type Endpoint, type ProviderAdapter, type Reading } from './types.ts';

interface Route {
  method: string;
  /** Matches the end of the path, so that base paths and proxies do not matter. */
  path: RegExp;
  operation: string;
  genAiOperation?: string;
  billing: Billing;
}

const OTHER = 'other';

/** The first match counts. Source: the OpenAI API reference. */
const ROUTES: readonly Route[] = [
  {
    method: 'POST',
    path: /\/chat\/completions$/,
    operation: 'chat',
    genAiOperation: 'chat',
    billing: 'expected',
  },
  { method: 'POST', path: /\/responses\/input_tokens$/, operation: 'count_tokens', billing: 'never' },
  {
    method: 'POST',
    path: /\/responses\/compact$/,
    operation: 'responses',
    genAiOperation: 'chat',
    billing: 'expected',
  },
  {
    method: 'POST',
    path: /\/responses$/,
    operation: 'responses',
    genAiOperation: 'chat',
    billing: 'expected',
  },
  { method: 'POST', path: /\/responses\/[^/]+\/cancel$/, operation: 'responses', billing: 'once' },
  { method: 'GET', path: /\/responses\/[^/]+$/, operation: 'responses', billing: 'once' },
  {
    method: 'POST',
    path: /\/embeddings$/,
    operation: 'embeddings',
    genAiOperation: 'embeddings',
    billing: 'expected',
  },
  {
    method: 'POST',
    path: /\/audio\/(transcriptions|translations)$/,
    operation: 'transcription',
    genAiOperation: 'transcription',
    billing: 'expected',
  },
  {
    method: 'POST',
    path: /\/audio\/speech$/,
    operation: 'speech',
    genAiOperation: 'speech',
    billing: 'expected',
  },
  {
    method: 'POST',
    path: /\/images\/(generations|edits|variations)$/,
    operation: 'image_generation',
    genAiOperation: 'generate_content',
    billing: 'expected',
  },
  { method: 'POST', path: /\/videos$/, operation: 'video_generation', billing: 'expected' },
  { method: 'POST', path: /\/moderations$/, operation: 'moderation', billing: 'never' },
  // Stored completions, assistants and vector stores repeat usage that was billed elsewhere, or state none.
  {
    method: 'POST',
    path: /\/(chat\/completions\/[^/]+|threads(\/.*)?|vector_stores(\/.*)?|files|batches|traces\/ingest)$/,
    operation: OTHER,
    billing: 'never',
  },
  {
    method: 'POST',
    path: /\/completions$/,
    operation: 'text_completion',
    genAiOperation: 'text_completion',
    billing: 'expected',
  },
  { method: 'POST', path: /./, operation: OTHER, billing: 'stated' },
];

const REQUEST_SHAPE: Shape = { object: { model: true, service_tier: true } };
const RESULT_MEMBERS = {
  id: true,
  model: true,
  status: true,
  background: true,
  service_tier: true,
  usage: true,
} as const;
/** Streams of the responses endpoint wrap the result in `response`. */
const RESPONSE_SHAPE: Shape = { object: { ...RESULT_MEMBERS, response: { object: RESULT_MEMBERS } } };

/** Nothing was generated that is charged. */
const FAILED_STATUSES: ReadonlySet<string> = new Set(['failed', 'cancelled']);
/** A background response in one of these states states its usage to whoever asks for it later. */
const PENDING_STATUSES: ReadonlySet<string> = new Set(['queued', 'in_progress']);

class OpenAiReader implements CallReader {
  readonly requestShape: Shape = REQUEST_SHAPE;
  readonly responseShape: Shape = RESPONSE_SHAPE;
  #requestModel: string | undefined;
  #requestTier: string | undefined;
  #responseModel: string | undefined;
  #responseTier: string | undefined;
  #usage: Usage | undefined;
  #id: string | undefined;
  #status = '';
  #background = false;

  readRequest(document: unknown): void {
    const request = asObject(document);
    this.#requestModel = asText(request?.['model']);
    this.#requestTier = asText(request?.['service_tier']);
  }

  readFormField(name: string, value: string): void {
    if (name === 'model') this.#requestModel = asText(value);
  }

  readResponse(document: unknown): void {
    const event = asObject(document);
    const result = asObject(event?.['response']) ?? event;
    if (result === undefined) return;
    this.#responseModel = asText(result['model']) ?? this.#responseModel;
    this.#responseTier = asText(result['service_tier']) ?? this.#responseTier;
    this.#id = asText(result['id']) ?? this.#id;
    this.#status = asText(result['status']) ?? this.#status;
    this.#background ||= result['background'] === true;
    // Wherever a chunk carries usage, also beside choices: the last one counts.
    this.#usage = parseOpenAiUsage(result['usage']) ?? this.#usage;
  }

  reading(): Reading {
    // The tier that was asked for counts only when the provider does not say which one it charged.
    const serviceTier = this.#responseTier ?? this.#requestTier;
    return {
      complete: this.#usage !== undefined,
      notBilled:
        FAILED_STATUSES.has(this.#status) || (this.#background && PENDING_STATUSES.has(this.#status)),
      ...(this.#requestModel !== undefined && { requestModel: this.#requestModel }),
      ...(this.#responseModel !== undefined && { responseModel: this.#responseModel }),
      ...(this.#usage !== undefined && { usage: this.#usage }),
      ...(serviceTier !== undefined && { serviceTier }),
      ...(this.#id !== undefined && { resultId: this.#id }),
    };
  }
}

function createReader(_head: RequestHead): CallReader {
  return new OpenAiReader();
}

export const openAi: ProviderAdapter = {
  provider: 'openai',
  // Regional hosts (eu.api.openai.com, ...) belong to the same account.
  hosts: ['api.openai.com', '.api.openai.com'],
  endpoint(method, path): Endpoint {
    const route = ROUTES.find((candidate) => candidate.method === method && candidate.path.test(path));
    if (route === undefined) return { operation: OTHER, billing: 'never', createReader };
    return {
      operation: route.operation,
      billing: route.billing,
      createReader,
      ...(route.genAiOperation !== undefined && { genAiOperation: route.genAiOperation }),
    };
  },
};
