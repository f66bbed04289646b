import type { RequestHead, ResponseHead } from '../../capture/types.ts';
import type { Usage } from '../../pricing/usage.ts';
import type { Dialect, HeaderFacts, WireObject } from './dialect.ts';
import { OUTPUT_SHAPE } from './hosted-tools.ts';
import type { Shape } from '../../wire/json-extractor.ts';
import { asObject, asText } from '../../wire/json-values.ts';
import { describeProviderError } from '../provider-error.ts';
import { parseResultUsage } from '../result-usage.ts';
import type { BilledResult, CallReader, Reading } from '../types.ts';

/** A name that becomes a label; what has spaces in it is text. */
const MODEL_NAME = /^[\x21-\x7e]{1,128}$/;
const NOTHING: WireObject = {};

/** Nothing was generated that is charged. */
const FAILED = 'failed';
const FAILED_STATUSES: ReadonlySet<string> = new Set([FAILED, 'cancelled']);
/** A background response in one of these states states its usage to whoever asks for it later. */
const PENDING_STATUSES: ReadonlySet<string> = new Set(['queued', 'in_progress']);

/** The shapes of a dialect, made once for all calls. */
export interface Shapes {
  request: Shape;
  response: Shape;
}

/** @param more members of a result that an endpoint reads beside those of all */
export function createShapes(dialect: Dialect, more: Readonly<Record<string, Shape>> = {}): Shapes {
  const result = {
    id: true,
    error: { object: { type: true, code: true } },
    output: OUTPUT_SHAPE,
    model: true,
    status: true,
    background: true,
    service_tier: true,
    usage: true,
    ...dialect.members,
    ...more,
  } as const;
  return {
    request: {
      object: {
        model: true,
        service_tier: true,
        stream: true,
        stream_options: { object: { include_usage: true } },
        ...dialect.requestMembers,
      },
    },
    // Streams of the responses endpoint wrap the result in `response`; their `error` event is flat.
    response: { object: { type: true, code: true, ...result, response: { object: result } } },
  };
}

export interface ResultReaderOptions {
  dialect: Dialect;
  shapes: Shapes;
  head: RequestHead;
  /**
   * `background` when the response repeats a stored result: then only one that was made in the background states usage
   * that no other request was charged with.
   */
  repeats?: 'background';
}

/** Reads a result of OpenAI's wire: one JSON object, or a stream of its parts. */
export class ResultReader implements CallReader {
  readonly dialect: Dialect;
  readonly shapes: Shapes;
  readonly #repeats: 'background' | undefined;
  readonly #head: RequestHead;
  protected request: WireObject = NOTHING;
  #formModel: string | undefined;
  #responseModel: string | undefined;
  #responseTier: string | undefined;
  #wireUsage: WireObject = NOTHING;
  #usage: Usage | undefined;
  #results: readonly BilledResult[] = [];
  #facts: HeaderFacts | undefined;
  #id: string | undefined;
  #status = '';
  #background = false;
  #errorType: string | undefined;
  #begun = false;

  constructor({ dialect, shapes, head, repeats }: ResultReaderOptions) {
    this.dialect = dialect;
    this.shapes = shapes;
    this.#repeats = repeats;
    this.#head = head;
  }

  get requestShape(): Shape {
    return this.shapes.request;
  }

  get responseShape(): Shape {
    return this.shapes.response;
  }

  readRequest(document: unknown): void {
    this.request = asObject(document) ?? NOTHING;
  }

  readFormField(name: string, value: string): void {
    if (name === 'model' && MODEL_NAME.test(value)) this.#formModel = value;
  }

  readResponseHead(head: ResponseHead): void {
    if (this.dialect.readHeaders) this.#facts = this.dialect.readHeaders((name) => head.header(name));
  }

  readResponse(document: unknown): void {
    const event = asObject(document);
    const result = asObject(event?.['response']) ?? event;
    if (event === undefined || result === undefined) return;
    this.#responseModel = asText(result['model']) ?? this.#responseModel;
    this.#responseTier = asText(result['service_tier']) ?? this.#responseTier;
    this.#id = asText(result['id']) ?? this.#id;
    this.#status = asText(result['status'])?.toLowerCase() ?? this.#status;
    this.#background ||= result['background'] === true;
    this.#readError(event, result);
    this.readUsage(result);
  }

  /** Wherever a part carries usage, also beside choices: the last one counts. */
  protected readUsage(result: WireObject): void {
    const { dialect } = this;
    const found = parseResultUsage(dialect, result);
    if (found === undefined) return;
    this.#wireUsage = found.wire;
    this.#usage = found.usage;
    if (dialect.listResults) this.#results = dialect.listResults(result);
  }

  #readError(event: WireObject, result: WireObject): void {
    if (event['type'] === 'error') {
      this.#status = FAILED;
      this.#errorType = describeProviderError(event['error'] ?? { code: event['code'] });
    } else if (asObject(result['error']) !== undefined || this.#status === FAILED) {
      this.#errorType = describeProviderError(result['error']);
    } else {
      this.#begun = true;
    }
  }

  protected get model(): string | undefined {
    return this.#responseModel ?? this.requestModel;
  }

  protected get requestModel(): string | undefined {
    return asText(this.request['model']) ?? this.#formModel ?? this.dialect.modelOfPath?.(this.#head.path);
  }

  reading(): Reading {
    // The tier that was asked for counts only when the provider does not say which one it charged.
    const serviceTier = this.#responseTier ?? asText(this.request['service_tier']);
    // Only a response from the background states its usage to whoever asks for it later; any other one has been charged
    // with the request that made it, maybe by another process.
    const charged = this.#repeats === undefined || this.#background;
    const usage = charged ? this.#withFacts() : undefined;
    const statedCostUsd = this.dialect.statedCostUsd?.(this.#wireUsage) ?? this.#facts?.statedCostUsd;
    const variant = this.#variant();
    const { requestModel } = this;
    // Member by member: each spread would cost what all of these do.
    const reading: Reading = {
      complete: usage !== undefined,
      notBilled:
        FAILED_STATUSES.has(this.#status) ||
        (this.#background && PENDING_STATUSES.has(this.#status)) ||
        (this.#errorType !== undefined && !this.#begun),
    };
    if (requestModel !== undefined) reading.requestModel = requestModel;
    if (this.#responseModel !== undefined) reading.responseModel = this.#responseModel;
    if (usage !== undefined) reading.usage = usage;
    if (charged && statedCostUsd !== undefined) reading.statedCostUsd = statedCostUsd;
    if (charged && this.#results.length > 0) reading.results = this.#results;
    if (variant !== undefined) reading.variant = variant;
    if (serviceTier !== undefined) reading.serviceTier = serviceTier;
    if (this.#id !== undefined) reading.resultId = this.#id;
    if (this.#errorType !== undefined) reading.errorType = this.#errorType;
    return reading;
  }

  #variant(): string | undefined {
    if (this.dialect.variant === undefined) return this.#facts?.variant;
    const { model, request } = this;
    const { hostname, path } = this.#head;
    const told = this.dialect.variant({ hostname, path, model, request, usage: this.#wireUsage });
    return told ?? this.#facts?.variant;
  }

  #withFacts(): Usage | undefined {
    const cacheReadTokens = this.#facts?.cacheReadTokens;
    if (this.#usage === undefined || cacheReadTokens === undefined) return this.#usage;
    return { cacheReadTokens, ...this.#usage };
  }
}
