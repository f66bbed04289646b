import { parseRateLimits } from '../adapters/rate-limits.ts';
import type { Reading } from '../adapters/types.ts';
import type { Attribution } from '../attribution/attribution.ts';
import type { PendingClassification } from '../attribution/call-classifier.ts';
import type { CallObserver, RequestHead, ResponseHead } from '../capture/types.ts';
import { DROPPED_REASON } from '../names.ts';
import type { CallSpan } from '../tracing/call-span.ts';
import { isEventStream } from '../wire/body-type.ts';
import { decodeWholeBody } from '../wire/whole-body.ts';
import { CallReading, type CallReadingOwner } from './call-reading.ts';
import type { Destination } from './endpoint-cache.ts';
import { describeError, isCancelled } from './error-type.ts';
import type { FinishedCall } from './finished-call.ts';
import { bytesOf, type HeldBytes, type HeldBytesPool } from './held-bytes.ts';
import type { OpenCall } from './open-calls.ts';
import { isRetry } from './retry.ts';
import { isSuccess } from './status.ts';
import { readWholeCall, type WholeReading } from './whole-call.ts';

/** Larger pieces of a body that is read as it comes are not copied first. */
const MAX_HELD_PIECE_BYTES = 4 * 1024;

/** What is known of a call when it begins. */
export interface BeginningCall {
  destination: Destination;
  head: RequestHead;
  attribution: Attribution;
  /** Set when the application is to be asked for the feature. */
  classification: PendingClassification | undefined;
  span: CallSpan | undefined;
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
 * Small bodies are not read as they pass but held until the call is over: of calls that are read many in a row each takes a
 * fraction of the time that it takes on its own between other work, so that what happens while the application waits for
 * the call is next to nothing. What is large is read as it comes.
 */
export class MeteredCall implements CallObserver, OpenCall {
  previous: OpenCall | undefined;
  next: OpenCall | undefined;
  readonly #call: BeginningCall;
  readonly #owner: MeteredCallOwner;
  readonly #startedAtMillis = Date.now();
  readonly #startMs: number;
  #request: HeldBytes | undefined;
  #response: HeldBytes | undefined;
  /** Set when bodies are read as they come. */
  #reading: CallReading | undefined;
  #responseHead: ResponseHead | undefined;
  #sentBytes = 0;
  #receivedBytes = 0;
  #firstChunkMs: number | undefined;
  #endMs: number | undefined;
  #brokenOff = false;
  #cause: unknown;

  constructor(call: BeginningCall, owner: MeteredCallOwner) {
    this.#call = call;
    this.#owner = owner;
    this.#startMs = owner.now();
  }

  request(bytes: Uint8Array): void {
    if (this.#endMs !== undefined) return;
    this.#sentBytes += bytes.length;
    this.#call.classification?.add(bytes);
    if (this.#reading === undefined) {
      const held = this.#owner.heldBytes.hold(bytes, this.#request);
      if (held !== undefined) {
        this.#request = held;
        return;
      }
    }
    const reading = this.#readLive();
    reading.request(bytes);
    reading.keepRequest(bytes);
  }

  response(head: ResponseHead): void {
    if (this.#endMs !== undefined) return;
    this.#responseHead = head;
    this.#reading?.response(head);
  }

  chunk(bytes: Uint8Array): void {
    if (this.#endMs !== undefined) return;
    this.#receivedBytes += bytes.length;
    this.#firstChunkMs ??= this.#owner.now();
    // The body of a refused request tells nothing.
    if (this.#responseHead === undefined || !isSuccess(this.#responseHead.statusCode)) return;
    if (this.#holdResponse(bytes)) return;
    const reading = this.#readLive();
    // The small pieces of a stream are read some dozens at a time.
    if (!this.#holdResponse(bytes)) reading.chunk(bytes);
  }

  end(): void {
    this.#finish(false, undefined);
  }

  error(cause: unknown): void {
    this.#finish(true, cause);
  }

  /** True when the call must not wait to be read with others. */
  get isUrgent(): boolean {
    // A span ends when its call does, and a decoder needs a moment more that nobody waits for at the process's end.
    return this.#call.span !== undefined || (this.#reading !== undefined && this.#isEncoded);
  }

  /** True when there is more to read than two small bodies. */
  get isLarge(): boolean {
    return this.#reading !== undefined;
  }

  /** Reads what is held and reports the call; called once by the owner, after it was told that the call ended. */
  complete(): void {
    const whole = this.#reading === undefined ? this.#readWhole() : undefined;
    if (whole !== undefined) {
      this.#release();
      this.#report(whole);
      return;
    }
    const reading = this.#readLive();
    reading.end(() => {
      const read = reading.read(this.#transferred);
      this.#report({ reading: read, estimable: this.#responseHead && reading.collectTexts(read) });
    });
  }

  /** Reads bodies that are held from their first byte to their last; undefined when that is no way to read them. */
  #readWhole(): WholeReading | undefined {
    const { destination, head } = this.#call;
    const responseHead = this.#responseHead;
    let response = this.#response && bytesOf(this.#response);
    if (response !== undefined && responseHead !== undefined) {
      const encoding = encodingOf(responseHead);
      if (encoding !== undefined) {
        response = decodeWholeBody(encoding, response);
        if (response === undefined) return undefined;
      }
    }
    const request = this.#request && bytesOf(this.#request);
    const { endpoint } = destination;
    const transferred = this.#transferred;
    return readWholeCall({ endpoint, head, request, responseHead, response, transferred }, this.#owner);
  }

  /** False when the bytes are too many to be held, or there is no room. */
  #holdResponse(bytes: Uint8Array): boolean {
    if (bytes.length > MAX_HELD_PIECE_BYTES && this.#reading !== undefined) return false;
    const held = this.#owner.heldBytes.hold(bytes, this.#response);
    if (held !== undefined) this.#response = held;
    return held !== undefined;
  }

  /** Reads what is held, and as it comes from now on. */
  #readLive(): CallReading {
    if (this.#reading !== undefined) {
      this.#readHeldResponse(this.#reading);
      return this.#reading;
    }
    const { destination, head } = this.#call;
    const reading = new CallReading(destination.endpoint, head, this.#owner);
    this.#reading = reading;
    const responseHead = this.#responseHead;
    const request = this.#request && bytesOf(this.#request);
    if (request) reading.request(request);
    if (responseHead) reading.response(responseHead);
    // What is held is not held for long.
    if (request && reading.keepsRequest) reading.keepRequest(copyOf(request));
    this.#readHeldResponse(reading);
    this.#release();
    return reading;
  }

  #readHeldResponse(reading: CallReading): void {
    if (this.#response === undefined || this.#responseHead === undefined) return;
    const response = bytesOf(this.#response);
    // A decoder works on by itself.
    reading.chunk(encodingOf(this.#responseHead) === undefined ? response : copyOf(response));
    this.#owner.heldBytes.release(this.#response);
    this.#response = undefined;
  }

  get #isEncoded(): boolean {
    return this.#responseHead !== undefined && encodingOf(this.#responseHead) !== undefined;
  }

  get #transferred(): { sent: number; received: number } {
    return { sent: this.#sentBytes, received: this.#receivedBytes };
  }

  #release(): void {
    this.#owner.heldBytes.release(this.#request);
    this.#owner.heldBytes.release(this.#response);
    this.#request = undefined;
    this.#response = undefined;
  }

  #finish(brokenOff: boolean, cause: unknown): void {
    if (this.#endMs !== undefined) return;
    this.#endMs = this.#owner.now();
    this.#brokenOff = brokenOff;
    this.#cause = cause;
    this.#owner.ended(this);
  }

  #report({ reading, estimable }: WholeReading): void {
    const { destination, head, span } = this.#call;
    const { adapter, endpoint } = destination;
    const responseHead = this.#responseHead;
    const streamed = responseHead !== undefined && isEventStream(responseHead.header('content-type'));
    const startMs = this.#startMs;
    this.#owner.finished(this, {
      provider: endpoint.provider ?? adapter.provider,
      genAiProvider: (endpoint.provider === undefined ? adapter : endpoint).genAiProvider,
      operation: reading.operation ?? endpoint.operation,
      genAiOperation: endpoint.genAiOperation,
      billing: endpoint.billing,
      hostname: head.hostname,
      port: head.port,
      attribution: this.#attribution(reading),
      span,
      startedAt: new Date(this.#startedAtMillis),
      durationSeconds: ((this.#endMs ?? startMs) - startMs) / 1000,
      timeToFirstChunkSeconds:
        streamed && this.#firstChunkMs !== undefined ? (this.#firstChunkMs - startMs) / 1000 : undefined,
      statusCode: responseHead?.statusCode,
      errorType: this.#errorType(reading, streamed),
      retry: isRetry(head),
      brokenOff: this.#brokenOff,
      streamed,
      reading,
      estimable,
      rateLimits:
        adapter.rateLimitHeaders && responseHead
          ? parseRateLimits(adapter.rateLimitHeaders, (name) => responseHead.header(name))
          : undefined,
    });
  }

  /** Where nothing names the feature, the application's own function may. */
  #attribution({ requestModel }: Reading): Attribution {
    const { attribution, classification, destination } = this.#call;
    if (classification === undefined) return attribution;
    const { adapter, endpoint } = destination;
    const provider = endpoint.provider ?? adapter.provider;
    try {
      const call = { provider, operation: endpoint.operation, model: requestModel };
      const feature = classification.feature(call);
      return feature === undefined ? attribution : { ...attribution, feature };
    } catch (cause) {
      this.#owner.dropped(DROPPED_REASON.applicationHook, cause);
      return attribution;
    }
  }

  #errorType(reading: Reading, streamed: boolean): string | undefined {
    const statusCode = this.#responseHead?.statusCode;
    if (statusCode !== undefined && statusCode >= 400) return String(statusCode);
    if (reading.errorType !== undefined) return reading.errorType;
    // A consumer that has what it came for may leave before the server closes the stream.
    const left = streamed && reading.complete && isCancelled(this.#cause);
    return this.#brokenOff && !left ? describeError(this.#cause) : undefined;
  }
}

/** Undefined when the bytes are the body itself. */
function encodingOf(head: ResponseHead): string | undefined {
  return head.decoded === true ? undefined : head.header('content-encoding');
}

/** `slice` of a Buffer is no copy. */
function copyOf(bytes: Uint8Array): Uint8Array {
  return Uint8Array.prototype.slice.call(bytes);
}
