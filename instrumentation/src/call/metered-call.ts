import { bodyTypeOf, isEventStream } from '../wire/body-type.ts';
import { parseRateLimits, type RateLimitHeaders } from '../adapters/rate-limits.ts';
import type { Endpoint, Reading } from '../adapters/types.ts';
import type { Attribution } from '../attribution/attribution.ts';
import type { PendingClassification } from '../attribution/call-classifier.ts';
import type { CallObserver, RequestHead, ResponseHead } from '../capture/types.ts';
import { DROPPED_REASON } from '../names.ts';
import type { CallSpan } from '../tracing/call-span.ts';
import { CallReading, type CallReadingOwner } from './call-reading.ts';
import { describeError, isCancelled } from './error-type.ts';
import type { FinishedCall } from './finished-call.ts';
import { HeldBytes, type HeldBytesPool } from './held-bytes.ts';
import { isRetry } from './retry.ts';
import { isSuccess } from './status.ts';
import { readWholeCall, type WholeReading } from './whole-call.ts';

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
export interface MeteredCallOwner extends CallReadingOwner {
  readonly heldBytes: HeldBytesPool;
  /** Monotonic clock in milliseconds. */
  now(): number;
  /** The call is over; `complete` is to be called soon. */
  ended(call: MeteredCall): void;
  finished(call: MeteredCall, report: FinishedCall): void;
}

/**
 * Follows one HTTP attempt from its head to its last byte and reports it exactly once.
 *
 * Small bodies are not read as they pass but held until the call is over: calls that are read together, many in a row,
 * take a fraction of the time that each takes on its own between other work. Streams, and what is large, encoded or of an
 * unknown type, is read as it comes.
 */
export class MeteredCall implements CallObserver {
  readonly #options: MeteredCallOptions;
  readonly #owner: MeteredCallOwner;
  readonly #startMs: number;
  #request: HeldBytes | undefined;
  #response: HeldBytes | undefined;
  /** Set once bodies are read. */
  #reading: CallReading | undefined;
  #responseHead: ResponseHead | undefined;
  #contentType: string | undefined;
  #sentBytes = 0;
  #receivedBytes = 0;
  #streamed = false;
  #firstChunkMs: number | undefined;
  #over = false;
  #durationSeconds = 0;
  #brokenOff = false;
  #cause: unknown;

  constructor(options: MeteredCallOptions, owner: MeteredCallOwner) {
    this.#options = options;
    this.#owner = owner;
    this.#startMs = owner.now();
  }

  request(bytes: Uint8Array): void {
    if (this.#over) return;
    this.#sentBytes += bytes.length;
    this.#options.classification?.add(bytes);
    if (this.#reading === undefined) {
      this.#request ??= new HeldBytes(this.#owner.heldBytes);
      if (this.#request.add(bytes)) return;
    }
    const reading = this.#read();
    reading.request(bytes);
    reading.keepRequest(bytes);
  }

  response(head: ResponseHead): void {
    if (this.#over) return;
    this.#responseHead = head;
    this.#contentType = head.header('content-type');
    this.#streamed = isEventStream(this.#contentType);
    if (this.#reading !== undefined) this.#reading.response(head, this.#contentType, this.#streamed);
    else if (this.#isWanted(head) && !this.#isHoldable(head)) this.#read();
  }

  chunk(bytes: Uint8Array): void {
    if (this.#over) return;
    this.#receivedBytes += bytes.length;
    if (this.#streamed) this.#firstChunkMs ??= this.#owner.now();
    if (this.#reading === undefined) {
      if (this.#responseHead === undefined || !this.#isWanted(this.#responseHead)) return;
      this.#response ??= new HeldBytes(this.#owner.heldBytes);
      if (this.#response.add(bytes)) return;
    }
    this.#read().chunk(bytes);
  }

  end(): void {
    this.#finish(false, undefined);
  }

  error(cause: unknown): void {
    this.#finish(true, cause);
  }

  /** Reads what is held and reports the call; called once by the owner, after it was told that the call ended. */
  complete(): void {
    const whole = this.#reading === undefined ? this.#readWhole() : undefined;
    if (whole !== undefined) {
      this.#releaseHeld();
      this.#report(whole);
      return;
    }
    const reading = this.#read();
    reading.end(() => {
      const read = reading.read({ sent: this.#sentBytes, received: this.#receivedBytes });
      this.#report({ reading: read, estimable: this.#responseHead && reading.collectTexts(read) });
    });
  }

  /** The body of a refused request, or of a free one, tells nothing. */
  #isWanted({ statusCode }: ResponseHead): boolean {
    return isSuccess(statusCode) && this.#options.endpoint.billing !== 'never';
  }

  #isHoldable(head: ResponseHead): boolean {
    return (
      bodyTypeOf(this.#contentType).json &&
      (head.decoded === true || head.header('content-encoding') === undefined)
    );
  }

  /** Reads bodies that are held from their first byte to their last; undefined when that is no way to read them. */
  #readWhole(): WholeReading | undefined {
    const { endpoint, head } = this.#options;
    const whole = {
      endpoint,
      head,
      request: this.#request?.bytes,
      responseHead: this.#responseHead,
      response: this.#response?.bytes,
      transferred: { sent: this.#sentBytes, received: this.#receivedBytes },
    };
    return readWholeCall(whole, this.#owner);
  }

  #releaseHeld(): void {
    this.#request?.release();
    this.#response?.release();
  }

  /** Begins to read, with what is held. */
  #read(): CallReading {
    if (this.#reading !== undefined) return this.#reading;
    const { endpoint, head } = this.#options;
    const reading = new CallReading(endpoint, head, this.#owner);
    this.#reading = reading;
    const request = this.#request;
    const response = this.#response;
    try {
      const sent = request?.bytes;
      if (sent) reading.request(sent);
      if (this.#responseHead) reading.response(this.#responseHead, this.#contentType, this.#streamed);
      // What is held is not held for long; `slice` of a Buffer would be no copy.
      if (sent && reading.keepsRequest) reading.keepRequest(Uint8Array.prototype.slice.call(sent));
      if (response) reading.chunk(response.bytes);
    } finally {
      this.#releaseHeld();
    }
    return reading;
  }

  #finish(brokenOff: boolean, cause: unknown): void {
    if (this.#over) return;
    this.#over = true;
    this.#durationSeconds = (this.#owner.now() - this.#startMs) / 1000;
    this.#brokenOff = brokenOff;
    this.#cause = cause;
    this.#owner.ended(this);
  }

  #report({ reading, estimable }: WholeReading): void {
    const { provider, genAiProvider, endpoint, head, span, startedAt, rateLimitHeaders } = this.#options;
    const responseHead = this.#responseHead;
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
      durationSeconds: this.#durationSeconds,
      timeToFirstChunkSeconds:
        this.#firstChunkMs === undefined ? undefined : (this.#firstChunkMs - this.#startMs) / 1000,
      statusCode: responseHead?.statusCode,
      errorType: this.#errorType(reading),
      retry: isRetry(head),
      brokenOff: this.#brokenOff,
      streamed: this.#streamed,
      reading,
      estimable,
      rateLimits:
        rateLimitHeaders && responseHead
          ? parseRateLimits(rateLimitHeaders, (name) => responseHead.header(name))
          : undefined,
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

  #errorType(reading: Reading): string | undefined {
    const statusCode = this.#responseHead?.statusCode;
    if (statusCode !== undefined && statusCode >= 400) return String(statusCode);
    if (reading.errorType !== undefined) return reading.errorType;
    // A consumer that has what it came for may leave before the server closes the stream.
    const left = this.#streamed && reading.complete && isCancelled(this.#cause);
    return this.#brokenOff && !left ? describeError(this.#cause) : undefined;
  }

  /** True when the call must not wait to be read with others. */
  get isUrgent(): boolean {
    return this.#reading !== undefined || this.#options.span !== undefined;
  }
}
