import { createRequestBody, type RequestBody } from '../adapters/request-body.ts';
import { createResponseBody, isEventStream, type ResponseBody } from '../adapters/response-body.ts';
import { parseRateLimits, type RateLimitHeaders } from '../adapters/rate-limits.ts';
import { type RateLimit } from '../adapters/rate-limits.ts';
import { type CallReader, type Endpoint, type EstimableTexts, type Reading } from '../adapters/types.ts';
import { type Attribution } from '../attribution/attribution.ts';
import { type ContentDecoder, createContentDecoder } from '../capture/content-decoder.ts';
import { type CallObserver, type RequestHead, type ResponseHead } from '../capture/types.ts';
import { DROPPED_REASON, type DroppedReason } from '../names.ts';
import { describeError, isCancelled } from './error-type.ts';
import { type FinishedCall } from './finished-call.ts';
import { RequestTexts } from './request-texts.ts';
import { isRetry } from './retry.ts';

export interface MeteredCallOptions {
  provider: string;
  /** `gen_ai.provider.name` where it is not `provider`. */
  genAiProvider: string | undefined;
  endpoint: Endpoint;
  rateLimitHeaders: readonly RateLimitHeaders[];
  head: RequestHead;
  attribution: Attribution;
  startedAt: Date;
  /** Monotonic clock in milliseconds. */
  now: () => number;
  onFinish: (call: FinishedCall) => void;
  onDropped: (reason: DroppedReason, cause: unknown) => void;
}

/** Of a reader that fails at the very end. */
const NOTHING_READ: Reading = { complete: false };

/** Follows one HTTP attempt from its head to its last byte and reports it exactly once. */
export class MeteredCall implements CallObserver {
  readonly #options: MeteredCallOptions;
  readonly #startMs: number;
  readonly #reader: CallReader;
  #requestBody: RequestBody | undefined;
  #responseBody: ResponseBody | undefined;
  #decoder: ContentDecoder | undefined;
  /** Kept only while the response may have to be estimated. */
  #requestTexts: RequestTexts | undefined;
  #sentBytes = 0;
  #receivedBytes = 0;
  readonly #retry: boolean;
  #statusCode: number | undefined;
  #rateLimits: readonly RateLimit[] = [];
  #streamed = false;
  #firstChunkMs: number | undefined;
  #over = false;

  constructor(options: MeteredCallOptions) {
    this.#options = options;
    this.#startMs = options.now();
    this.#reader = options.endpoint.createReader(options.head);
    this.#retry = isRetry((name) => options.head.header(name));
    if (this.#reader.completion) this.#requestTexts = new RequestTexts();
    // A free endpoint's model does not matter.
    if (options.endpoint.billing !== 'never') {
      this.#requestBody = createRequestBody(options.head.header('content-type'), this.#reader);
    }
  }

  request(bytes: Uint8Array): void {
    if (this.#over) return;
    this.#sentBytes += bytes.length;
    this.#requestTexts?.add(bytes);
    this.#read(() => this.#requestBody?.write(bytes));
  }

  response(head: ResponseHead): void {
    if (this.#over) return;
    this.#statusCode = head.statusCode;
    this.#rateLimits = parseRateLimits(this.#options.rateLimitHeaders, (name) => head.header(name));
    const contentType = head.header('content-type');
    this.#streamed = isEventStream(contentType);
    this.#read(() => this.#reader.readResponseHead?.(head));
    if (!isSuccess(head.statusCode) || this.#options.endpoint.billing === 'never') {
      this.#requestTexts = undefined;
      return;
    }
    this.#read(() => {
      if (this.#reader.estimates !== true) this.#requestTexts = undefined;
      this.#responseBody = createResponseBody(contentType, this.#reader);
      if (this.#responseBody === undefined) return;
      const encoding = head.decoded === true ? undefined : head.header('content-encoding');
      this.#decoder = createContentDecoder(encoding, (bytes) => this.#responseBody?.write(bytes));
      if (this.#decoder === undefined)
        this.#drop(DROPPED_REASON.undecodable, new Error('unknown content encoding'));
    });
  }

  chunk(bytes: Uint8Array): void {
    if (this.#over) return;
    this.#firstChunkMs ??= this.#options.now();
    this.#receivedBytes += bytes.length;
    this.#read(() => this.#decoder?.write(bytes));
  }

  end(): void {
    this.#finish(false, undefined);
  }

  error(cause: unknown): void {
    this.#finish(true, cause);
  }

  /** An adapter that stumbles over wire data ends the reading; the attempt is still reported. */
  #read<T>(action: () => T): T | undefined {
    try {
      return action();
    } catch (cause) {
      this.#requestBody = undefined;
      this.#responseBody = undefined;
      this.#decoder = undefined;
      this.#drop(DROPPED_REASON.adapterError, cause);
      return undefined;
    }
  }

  #drop(reason: DroppedReason, cause: unknown): void {
    this.#options.onDropped(reason, cause);
  }

  #finish(brokenOff: boolean, cause: unknown): void {
    if (this.#over) return;
    this.#over = true;
    const durationSeconds = (this.#options.now() - this.#startMs) / 1000;
    const report = (fault?: unknown): void => {
      if (fault !== undefined) this.#drop(DROPPED_REASON.undecodable, fault);
      this.#read(() => this.#responseBody?.end());
      this.#read(() => this.#requestBody?.end());
      this.#report(durationSeconds, brokenOff, cause);
    };
    // A decoder ends in an event of its own, where what is thrown would end the process.
    if (this.#decoder) this.#decoder.end((fault) => this.#read(() => report(fault)));
    else report();
  }

  #report(durationSeconds: number, brokenOff: boolean, cause: unknown): void {
    const { provider, genAiProvider, endpoint, head, attribution, startedAt, onFinish } = this.#options;
    const failedStatus = this.#statusCode !== undefined && this.#statusCode >= 400;
    let errorType: string | undefined;
    this.#read(() => this.#reader.readTransfer?.({ sent: this.#sentBytes, received: this.#receivedBytes }));
    const reading = this.#read(() => this.#reader.reading()) ?? NOTHING_READ;
    const estimable = this.#read(() => this.#collectTexts(reading));
    if (failedStatus) errorType = String(this.#statusCode);
    else if (reading.errorType !== undefined) errorType = reading.errorType;
    // A consumer that has what it came for may leave before the server closes the stream.
    else if (brokenOff && !(this.#streamed && reading.complete && isCancelled(cause))) {
      errorType = describeError(cause);
    }
    onFinish({
      provider,
      operation: endpoint.operation,
      billing: endpoint.billing,
      hostname: head.hostname,
      attribution,
      startedAt,
      durationSeconds,
      brokenOff,
      streamed: this.#streamed,
      reading,
      rateLimits: this.#rateLimits,
      ...(genAiProvider !== undefined && { genAiProvider }),
      ...(this.#retry && { retry: true }),
      ...(estimable !== undefined && { estimable }),
      ...(endpoint.genAiOperation !== undefined && { genAiOperation: endpoint.genAiOperation }),
      ...(head.port !== undefined && { port: head.port }),
      ...(this.#statusCode !== undefined && { statusCode: this.#statusCode }),
      ...(errorType !== undefined && { errorType }),
      ...(this.#streamed &&
        this.#firstChunkMs !== undefined && {
          timeToFirstChunkSeconds: (this.#firstChunkMs - this.#startMs) / 1000,
        }),
    });
  }

  /** The texts to estimate usage from; undefined when there is no need, or no way. */
  #collectTexts(reading: Reading): EstimableTexts | undefined {
    const texts = this.#requestTexts;
    this.#requestTexts = undefined;
    if (texts === undefined || this.#statusCode === undefined) return undefined;
    if (reading.usage !== undefined || reading.notBilled === true || this.#reader.estimates !== true) {
      return undefined;
    }
    if (texts.chunks === undefined) {
      this.#drop(DROPPED_REASON.estimationBacklog, undefined);
      return undefined;
    }
    const model = reading.responseModel ?? reading.requestModel;
    return { model, request: texts.chunks, completion: this.#reader.completion?.() ?? '' };
  }
}

export function isSuccess(statusCode: number): boolean {
  return statusCode >= 200 && statusCode < 300;
}
