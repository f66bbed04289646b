import { createRequestBody, type RequestBody } from '../adapters/request-body.ts';
import { createResponseBody, isEventStream, type ResponseBody } from '../adapters/response-body.ts';
import { parseRateLimits, type RateLimitHeaders } from '../adapters/rate-limits.ts';
import { type RateLimit } from '../adapters/rate-limits.ts';
import { type CallReader, type Endpoint } from '../adapters/types.ts';
import { type Attribution } from '../attribution/attribution.ts';
import { type ContentDecoder, createContentDecoder } from '../capture/content-decoder.ts';
import { type CallObserver, type RequestHead, type ResponseHead } from '../capture/types.ts';
import { DROPPED_REASON, type DroppedReason } from '../names.ts';
import { describeError, isCancelled } from './error-type.ts';
import { type FinishedCall } from './finished-call.ts';

export interface MeteredCallOptions {
  provider: string;
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

/** Follows one HTTP attempt from its head to its last byte and reports it exactly once. */
export class MeteredCall implements CallObserver {
  readonly #options: MeteredCallOptions;
  readonly #startMs: number;
  readonly #reader: CallReader;
  #requestBody: RequestBody | undefined;
  #responseBody: ResponseBody | undefined;
  #decoder: ContentDecoder | undefined;
  #statusCode: number | undefined;
  #rateLimits: readonly RateLimit[] = [];
  #streamed = false;
  #firstChunkMs: number | undefined;
  #over = false;

  constructor(options: MeteredCallOptions) {
    this.#options = options;
    this.#startMs = options.now();
    this.#reader = options.endpoint.createReader(options.head);
    // A free endpoint's model does not matter.
    if (options.endpoint.billing !== 'never') {
      this.#requestBody = createRequestBody(options.head.header('content-type'), this.#reader);
    }
  }

  request(bytes: Uint8Array): void {
    if (this.#over) return;
    this.#read(() => this.#requestBody?.write(bytes));
  }

  response(head: ResponseHead): void {
    if (this.#over) return;
    this.#statusCode = head.statusCode;
    this.#rateLimits = parseRateLimits(this.#options.rateLimitHeaders, (name) => head.header(name));
    const contentType = head.header('content-type');
    this.#streamed = isEventStream(contentType);
    if (!isSuccess(head.statusCode) || this.#options.endpoint.billing === 'never') return;
    this.#read(() => {
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
    this.#read(() => this.#decoder?.write(bytes));
  }

  end(): void {
    this.#finish(false, undefined);
  }

  error(cause: unknown): void {
    this.#finish(true, cause);
  }

  /** An adapter that stumbles over wire data ends the reading; the attempt is still reported. */
  #read(action: () => void): void {
    try {
      action();
    } catch (cause) {
      this.#requestBody = undefined;
      this.#responseBody = undefined;
      this.#decoder = undefined;
      this.#drop(DROPPED_REASON.adapterError, cause);
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
    if (this.#decoder) this.#decoder.end(report);
    else report();
  }

  #report(durationSeconds: number, brokenOff: boolean, cause: unknown): void {
    const { provider, endpoint, head, attribution, startedAt, onFinish } = this.#options;
    const failedStatus = this.#statusCode !== undefined && this.#statusCode >= 400;
    let errorType: string | undefined;
    const reading = this.#reader.reading();
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
}

export function isSuccess(statusCode: number): boolean {
  return statusCode >= 200 && statusCode < 300;
}
