import { createRequestBody, type RequestBody } from '../wire/request-body.ts';
import { createResponseBody, type ResponseBody } from '../wire/response-body.ts';
import type { CallReader, Endpoint, EstimableTexts, Reading } from '../adapters/types.ts';
import { type ContentDecoder, createContentDecoder } from '../capture/content-decoder.ts';
import type { RequestHead, ResponseHead } from '../capture/types.ts';
import { isEventStream } from '../wire/body-type.ts';
import { DROPPED_REASON, type DroppedReason } from '../names.ts';
import { RequestTexts } from './request-texts.ts';
import { isSuccess } from './status.ts';

export interface CallReadingOwner {
  dropped(reason: DroppedReason, cause: unknown): void;
  /** The stream that begins will probably have to be estimated. */
  expectsEstimate(model: string | undefined): void;
}

/** What a call whose adapter failed says: nothing. */
const NOTHING_READ: Reading = { complete: false };

/** Reads the bodies of one call with the endpoint's reader. An adapter that fails over them never reaches the caller. */
export class CallReading {
  readonly #endpoint: Endpoint;
  readonly #owner: CallReadingOwner;
  #reader: CallReader | undefined;
  #requestBody: RequestBody | undefined;
  #responseBody: ResponseBody | undefined;
  #decoder: ContentDecoder | undefined;
  /** Kept only while the response may have to be estimated. */
  #requestTexts: RequestTexts | undefined;

  constructor(endpoint: Endpoint, head: RequestHead, owner: CallReadingOwner) {
    this.#endpoint = endpoint;
    this.#owner = owner;
    try {
      const reader = endpoint.createReader(head);
      this.#reader = reader;
      if (reader.completion) this.#requestTexts = new RequestTexts();
      // A free endpoint's model does not matter.
      if (endpoint.billing !== 'never') {
        this.#requestBody = createRequestBody(head.header('content-type'), reader);
      }
    } catch (cause) {
      this.#giveUp(cause);
    }
  }

  request(bytes: Uint8Array): void {
    try {
      this.#requestBody?.write(bytes);
    } catch (cause) {
      this.#giveUp(cause);
    }
  }

  /** True while the request's bytes may be needed again, for an estimate. */
  get keepsRequest(): boolean {
    return this.#requestTexts !== undefined;
  }

  /** Keeps a reference to bytes of the request. */
  keepRequest(bytes: Uint8Array): void {
    this.#requestTexts?.add(bytes);
  }

  response(head: ResponseHead): void {
    try {
      // What of the response is wanted may depend on the request.
      this.#requestBody?.end();
      this.#reader?.readResponseHead?.(head);
      if (!isSuccess(head.statusCode) || this.#endpoint.billing === 'never') this.#requestTexts = undefined;
      else this.#beginResponseBody(head);
    } catch (cause) {
      this.#giveUp(cause);
    }
  }

  chunk(bytes: Uint8Array): void {
    try {
      this.#decoder?.write(bytes);
    } catch (cause) {
      this.#giveUp(cause);
    }
  }

  /** Ends the response's bytes; `done` is called once, now or when the last of them is decoded. */
  end(done: () => void): void {
    if (this.#decoder === undefined) {
      done();
      return;
    }
    this.#decoder.end((fault) => {
      if (fault !== undefined) this.#owner.dropped(DROPPED_REASON.undecodable, fault);
      done();
    });
  }

  /** What was read; asked once, after the end. */
  read(transferred: { sent: number; received: number }): Reading {
    try {
      this.#responseBody?.end();
    } catch (cause) {
      this.#giveUp(cause);
    }
    try {
      this.#requestBody?.end();
      this.#reader?.readTransfer?.(transferred);
    } catch (cause) {
      this.#giveUp(cause);
    }
    try {
      return this.#reader?.reading() ?? NOTHING_READ;
    } catch (cause) {
      this.#giveUp(cause);
      return NOTHING_READ;
    }
  }

  /** The texts to estimate usage from; undefined when there is no need, or no way. */
  collectTexts(reading: Reading): EstimableTexts | undefined {
    const reader = this.#reader;
    if (this.#requestTexts === undefined || reading.usage !== undefined || reading.notBilled === true) {
      return undefined;
    }
    try {
      if (reader?.estimates !== true) return undefined;
      const { chunks } = this.#requestTexts;
      const model = reading.responseModel ?? reading.requestModel;
      if (chunks !== undefined) return { model, request: chunks, completion: reader.completion?.() ?? '' };
      this.#owner.dropped(DROPPED_REASON.estimationBacklog, undefined);
    } catch (cause) {
      this.#giveUp(cause);
    }
    return undefined;
  }

  #beginResponseBody(head: ResponseHead): void {
    const contentType = head.header('content-type');
    const reader = this.#reader;
    const estimates = reader?.estimates === true;
    if (!estimates) this.#requestTexts = undefined;
    const body = reader && createResponseBody(contentType, reader);
    if (body === undefined) return;
    this.#responseBody = body;
    if (estimates && isEventStream(contentType)) this.#owner.expectsEstimate(reader.reading().requestModel);
    const encoding = head.decoded === true ? undefined : head.header('content-encoding');
    this.#decoder = createContentDecoder(encoding, (bytes) => this.#responseBody?.write(bytes));
    if (this.#decoder === undefined) {
      this.#owner.dropped(DROPPED_REASON.undecodable, new Error('unknown content encoding'));
    }
  }

  /** The bodies are read no further; the attempt is still reported. */
  #giveUp(cause: unknown): void {
    this.#requestBody = undefined;
    this.#responseBody = undefined;
    this.#decoder = undefined;
    this.#owner.dropped(DROPPED_REASON.adapterError, cause);
  }
}
