import { createRequestBody, type RequestBody } from '../adapters/request-body.ts';
import { isEventStream } from '../adapters/body-type.ts';
import { createResponseBody, type ResponseBody } from '../adapters/response-body.ts';
import { parseRateLimits, type RateLimit, type RateLimitHeaders } from '../adapters/rate-limits.ts';
import { type CallReader, type Endpoint, type EstimableTexts, type Reading } from '../adapters/types.ts';
import { type Attribution } from '../attribution/attribution.ts';
import { type PendingClassification } from '../attribution/call-classifier.ts';
import { type ContentDecoder, createContentDecoder } from '../capture/content-decoder.ts';
import { type CallObserver, type RequestHead, type ResponseHead } from '../capture/types.ts';
import { DROPPED_REASON, type DroppedReason } from '../names.ts';
import { type CallSpan } from '../tracing/call-span.ts';
import { describeError, isCancelled } from './error-type.ts';
import { type FinishedCall } from './finished-call.ts';
import { RequestTexts } from './request-texts.ts';
import { isRetry } from './retry.ts';
import { isSuccess } from './status.ts';

export interface MeteredCallOptions {
  provider: string;
  /** `gen_ai.provider.name` where it is not `provider`. */
  genAiProvider: string | undefined;
  endpoint: Endpoint;
  rateLimitHeaders: readonly RateLimitHeaders[] | undefined;
  head: RequestHead;
  attribution: Attribution;
  /** Set when the application is to be asked for the feature. */
  classification: PendingClassification | undefined;
  span: CallSpan | undefined;
  startedAt: Date;
}

/** What all calls share. */
export interface MeteredCallOwner {
  /** Monotonic clock in milliseconds. */
  now(): number;
  finished(call: MeteredCall, report: FinishedCall): void;
  dropped(reason: DroppedReason, cause: unknown): void;
  /** The stream that begins will probably have to be estimated. */
  expectsEstimate(model: string | undefined): void;
}

/** What a call whose adapter failed says: nothing. */
const NOTHING_READ: Reading = { complete: false };

/** Follows one HTTP attempt from its head to its last byte and reports it exactly once. */
export class MeteredCall implements CallObserver {
  readonly #options: MeteredCallOptions;
  readonly #owner: MeteredCallOwner;
  readonly #startMs: number;
  readonly #retry: boolean;
  #reader: CallReader | undefined;
  #requestBody: RequestBody | undefined;
  #responseBody: ResponseBody | undefined;
  #decoder: ContentDecoder | undefined;
  /** Kept only while the response may have to be estimated. */
  #requestTexts: RequestTexts | undefined;
  #sentBytes = 0;
  #receivedBytes = 0;
  #statusCode: number | undefined;
  #rateLimits: readonly RateLimit[] | undefined;
  #streamed = false;
  #firstChunkMs: number | undefined;
  #over = false;

  constructor(options: MeteredCallOptions, owner: MeteredCallOwner) {
    this.#options = options;
    this.#owner = owner;
    this.#startMs = owner.now();
    const { endpoint, head } = options;
    this.#retry = isRetry(head);
    try {
      const reader = endpoint.createReader(head);
      this.#reader = reader;
      if (reader.completion) this.#requestTexts = new RequestTexts();
      // A free endpoint's model does not matter.
      if (endpoint.billing !== 'never') {
        this.#requestBody = createRequestBody(head.header('content-type'), reader);
      }
    } catch (cause) {
      this.#giveUpReading(cause);
    }
  }

  request(bytes: Uint8Array): void {
    if (this.#over) return;
    this.#sentBytes += bytes.length;
    this.#requestTexts?.add(bytes);
    this.#options.classification?.add(bytes);
    try {
      this.#requestBody?.write(bytes);
    } catch (cause) {
      this.#giveUpReading(cause);
    }
  }

  response(head: ResponseHead): void {
    if (this.#over) return;
    const { endpoint, rateLimitHeaders } = this.#options;
    const contentType = head.header('content-type');
    this.#statusCode = head.statusCode;
    this.#streamed = isEventStream(contentType);
    if (rateLimitHeaders !== undefined) {
      this.#rateLimits = parseRateLimits(rateLimitHeaders, (name) => head.header(name));
    }
    try {
      // What of the response is wanted may depend on the request.
      this.#requestBody?.end();
      this.#reader?.readResponseHead?.(head);
      if (!isSuccess(head.statusCode) || endpoint.billing === 'never') this.#requestTexts = undefined;
      else this.#beginResponseBody(head, contentType);
    } catch (cause) {
      this.#giveUpReading(cause);
    }
  }

  chunk(bytes: Uint8Array): void {
    if (this.#over) return;
    this.#firstChunkMs ??= this.#owner.now();
    this.#receivedBytes += bytes.length;
    try {
      this.#decoder?.write(bytes);
    } catch (cause) {
      this.#giveUpReading(cause);
    }
  }

  end(): void {
    this.#finish(false, undefined);
  }

  error(cause: unknown): void {
    this.#finish(true, cause);
  }

  #beginResponseBody(head: ResponseHead, contentType: string | undefined): void {
    const reader = this.#reader;
    if (reader?.estimates !== true) this.#requestTexts = undefined;
    const body = reader && createResponseBody(contentType, reader);
    if (body === undefined) return;
    this.#responseBody = body;
    if (this.#streamed && reader?.estimates === true) {
      this.#owner.expectsEstimate(reader.reading().requestModel);
    }
    const encoding = head.decoded === true ? undefined : head.header('content-encoding');
    this.#decoder = createContentDecoder(encoding, (bytes) => this.#responseBody?.write(bytes));
    if (this.#decoder === undefined) {
      this.#owner.dropped(DROPPED_REASON.undecodable, new Error('unknown content encoding'));
    }
  }

  /** An adapter that stumbles over wire data ends the reading of bodies; the attempt is still reported. */
  #giveUpReading(cause: unknown): void {
    this.#requestBody = undefined;
    this.#responseBody = undefined;
    this.#decoder = undefined;
    this.#owner.dropped(DROPPED_REASON.adapterError, cause);
  }

  #finish(brokenOff: boolean, cause: unknown): void {
    if (this.#over) return;
    this.#over = true;
    const durationSeconds = (this.#owner.now() - this.#startMs) / 1000;
    if (this.#decoder === undefined) this.#report(durationSeconds, brokenOff, cause);
    else {
      this.#decoder.end((fault) => {
        if (fault !== undefined) this.#owner.dropped(DROPPED_REASON.undecodable, fault);
        this.#report(durationSeconds, brokenOff, cause);
      });
    }
  }

  #report(durationSeconds: number, brokenOff: boolean, cause: unknown): void {
    const { provider, genAiProvider, endpoint, head, span, startedAt } = this.#options;
    const reading = this.#read();
    this.#owner.finished(this, {
      provider,
      genAiProvider,
      operation: reading.operation ?? endpoint.operation,
      genAiOperation: endpoint.genAiOperation,
      billing: endpoint.billing,
      hostname: head.hostname,
      port: head.port,
      attribution: this.#attribution(reading),
      span,
      startedAt,
      durationSeconds,
      timeToFirstChunkSeconds:
        this.#streamed && this.#firstChunkMs !== undefined
          ? (this.#firstChunkMs - this.#startMs) / 1000
          : undefined,
      statusCode: this.#statusCode,
      errorType: this.#errorType(reading, brokenOff, cause),
      retry: this.#retry,
      brokenOff,
      streamed: this.#streamed,
      reading,
      estimable: this.#collectTexts(reading),
      rateLimits: this.#rateLimits,
    });
  }

  /** Where nothing names the feature, the application's own function may. */
  #attribution({ requestModel }: Reading): Attribution {
    const { attribution, classification, provider, endpoint } = this.#options;
    if (classification === undefined) return attribution;
    try {
      const call = { provider, operation: endpoint.operation, model: requestModel };
      const feature = classification.feature(call);
      return feature === undefined ? attribution : { ...attribution, feature };
    } catch (cause) {
      this.#owner.dropped(DROPPED_REASON.applicationHook, cause);
      return attribution;
    }
  }

  #read(): Reading {
    try {
      this.#responseBody?.end();
    } catch (cause) {
      this.#giveUpReading(cause);
    }
    try {
      this.#requestBody?.end();
      this.#reader?.readTransfer?.({ sent: this.#sentBytes, received: this.#receivedBytes });
      return this.#reader?.reading() ?? NOTHING_READ;
    } catch (cause) {
      this.#giveUpReading(cause);
      return this.#readWhatIsLeft();
    }
  }

  /** A reader that failed over the request may still know what the response said. */
  #readWhatIsLeft(): Reading {
    try {
      return this.#reader?.reading() ?? NOTHING_READ;
    } catch {
      return NOTHING_READ;
    }
  }

  #errorType(reading: Reading, brokenOff: boolean, cause: unknown): string | undefined {
    if (this.#statusCode !== undefined && this.#statusCode >= 400) return String(this.#statusCode);
    if (reading.errorType !== undefined) return reading.errorType;
    // A consumer that has what it came for may leave before the server closes the stream.
    const left = this.#streamed && reading.complete && isCancelled(cause);
    return brokenOff && !left ? describeError(cause) : undefined;
  }

  /** The texts to estimate usage from; undefined when there is no need, or no way. */
  #collectTexts(reading: Reading): EstimableTexts | undefined {
    const reader = this.#reader;
    if (this.#requestTexts === undefined || this.#statusCode === undefined) return undefined;
    if (reading.usage !== undefined || reading.notBilled === true) return undefined;
    try {
      if (reader?.estimates !== true) return undefined;
      const { chunks } = this.#requestTexts;
      const model = reading.responseModel ?? reading.requestModel;
      if (chunks !== undefined) return { model, request: chunks, completion: reader.completion?.() ?? '' };
      this.#owner.dropped(DROPPED_REASON.estimationBacklog, undefined);
    } catch (cause) {
      this.#giveUpReading(cause);
    }
    return undefined;
  }
}
