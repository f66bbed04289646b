import { type RequestHead } from '../capture/types.ts';
import { type Usage } from '../pricing/usage.ts';
import { countHostedToolCalls, OUTPUT_SHAPE } from './hosted-tools.ts';
import { type Shape } from './json-extractor.ts';
import { asObject, asText } from './json-values.ts';
import { parseOpenAiUsage } from './openai-usage.ts';
import { describeProviderError } from './provider-error.ts';
import { type RateLimitHeaders } from './rate-limits.ts';
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

/** A name that becomes a label; what has spaces in it is text. */
const MODEL_NAME = /^[\x21-\x7e]{1,128}$/;
const REQUEST_SHAPE: Shape = { object: { model: true, service_tier: true } };
const RESULT_MEMBERS = {
  id: true,
  error: { object: { type: true, code: true } },
  output: OUTPUT_SHAPE,
  model: true,
  status: true,
  background: true,
  service_tier: true,
  usage: true,
} as const;
/** Streams of the responses endpoint wrap the result in `response`; their `error` event is flat. */
const RESPONSE_SHAPE: Shape = {
  object: { type: true, code: true, ...RESULT_MEMBERS, response: { object: RESULT_MEMBERS } },
};

/** Source: developers.openai.com/api/docs/guides/rate-limits, rate limits in headers. */
const RATE_LIMIT_HEADERS: readonly RateLimitHeaders[] = ['requests', 'tokens'].map((kind) => ({
  kind,
  limit: `x-ratelimit-limit-${kind}`,
  remaining: `x-ratelimit-remaining-${kind}`,
}));

/** Nothing was generated that is charged. */
const FAILED = 'failed';
const FAILED_STATUSES: ReadonlySet<string> = new Set([FAILED, 'cancelled']);
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
  #errorType: string | undefined;
  #begun = false;
  readonly #repeats: boolean;

  /** @param repeats whether the response repeats a stored result instead of making one */
  constructor(repeats: boolean) {
    this.#repeats = repeats;
  }

  readRequest(document: unknown): void {
    const request = asObject(document);
    this.#requestModel = asText(request?.['model']);
    this.#requestTier = asText(request?.['service_tier']);
  }

  readFormField(name: string, value: string): void {
    if (name === 'model' && MODEL_NAME.test(value)) this.#requestModel = value;
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
    this.#readError(event, result);
    // Wherever a chunk carries usage, also beside choices: the last one counts.
    const usage = parseOpenAiUsage(result['usage']);
    if (usage === undefined) return;
    const units = countHostedToolCalls(result['output']);
    this.#usage = units ? { ...usage, units: { ...usage.units, ...units } } : usage;
  }

  #readError(event: Record<string, unknown> | undefined, result: Record<string, unknown>): void {
    if (event?.['type'] === 'error') {
      this.#status = FAILED;
      this.#errorType = describeProviderError(event['error'] ?? { code: event['code'] });
    } else if (asObject(result['error']) !== undefined || this.#status === FAILED) {
      this.#errorType = describeProviderError(result['error']);
    } else {
      this.#begun = true;
    }
  }

  reading(): Reading {
    // The tier that was asked for counts only when the provider does not say which one it charged.
    const serviceTier = this.#responseTier ?? this.#requestTier;
    // Only a response from the background states its usage to whoever asks for it later; any other one has been charged
    // with the request that made it, maybe by another process.
    const usage = this.#repeats && !this.#background ? undefined : this.#usage;
    return {
      complete: usage !== undefined,
      notBilled:
        FAILED_STATUSES.has(this.#status) ||
        (this.#background && PENDING_STATUSES.has(this.#status)) ||
        (this.#errorType !== undefined && !this.#begun),
      ...(this.#requestModel !== undefined && { requestModel: this.#requestModel }),
      ...(this.#responseModel !== undefined && { responseModel: this.#responseModel }),
      ...(usage !== undefined && { usage }),
      ...(serviceTier !== undefined && { serviceTier }),
      ...(this.#id !== undefined && { resultId: this.#id }),
      ...(this.#errorType !== undefined && { errorType: this.#errorType }),
    };
  }
}

function createReader(_head: RequestHead): CallReader {
  return new OpenAiReader(false);
}

function createRepeatReader(_head: RequestHead): CallReader {
  return new OpenAiReader(true);
}

export const openAi: ProviderAdapter = {
  provider: 'openai',
  // Regional hosts (eu.api.openai.com, ...) belong to the same account.
  hosts: ['api.openai.com', '.api.openai.com'],
  rateLimitHeaders: RATE_LIMIT_HEADERS,
  endpoint(method, path): Endpoint {
    const route = ROUTES.find((candidate) => candidate.method === method && candidate.path.test(path));
    if (route === undefined) return { operation: OTHER, billing: 'never', createReader };
    return {
      operation: route.operation,
      billing: route.billing,
      createReader: route.billing === 'once' ? createRepeatReader : createReader,
      ...(route.genAiOperation !== undefined && { genAiOperation: route.genAiOperation }),
    };
  },
};
