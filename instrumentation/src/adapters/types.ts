import { type RequestHead } from '../capture/types.ts';
import { type Usage } from '../pricing/usage.ts';
import { type Shape } from './json-extractor.ts';
import { type RateLimitHeaders } from './rate-limits.ts';

/**
 * How an endpoint is billed:
 * - `expected`: a successful response is billed; when it carries no usage that is counted as unpriced;
 * - `stated`: billed when the response carries usage, free otherwise;
 * - `once`: the response repeats a result that may have been billed before: booked once per result;
 * - `never`: free; the response is not read.
 */
export type Billing = 'expected' | 'stated' | 'once' | 'never';

/** What a response said, in as far as it was read. */
export interface Reading {
  requestModel?: string;
  responseModel?: string;
  /** Absent when the response carried none, or repeats what another call was charged for. A stated zero is usage. */
  usage?: Usage;
  /** The tier that was charged; absent when not told. */
  serviceTier?: string;
  /** Names the billed result, so that the same result is not charged twice. */
  resultId?: string;
  /** True when the provider may answer this request again without billing it again. */
  repeatable?: boolean;
  /** True when usage cannot grow any more; false while a stream may still bring more. */
  complete: boolean;
  /** True when no usage is to be expected although the request succeeded: failed, or still in the background. */
  notBilled?: boolean;
  /** Kind of the error that the provider stated in a successful response; from a fixed list, never its message. */
  errorType?: string;
}

/** Reads the wire data of one call. It knows no prices and keeps no text. */
export interface CallReader {
  /** What is wanted of the request's JSON body; absent when the body is not needed. */
  readonly requestShape?: Shape;
  readonly responseShape: Shape;
  readRequest?(document: unknown): void;
  /** A field of a `multipart/form-data` body that is not a file. */
  readFormField?(name: string, value: string): void;
  /** A JSON response, or the data of one event of a stream. */
  readResponse(document: unknown): void;
  reading(): Reading;
}

export interface Endpoint {
  /** Value of the `operation` label. */
  operation: string;
  /** `gen_ai.operation.name`; absent when the call is no inference. */
  genAiOperation?: string;
  billing: Billing;
  createReader(head: RequestHead): CallReader;
}

export interface ProviderAdapter {
  provider: string;
  /** Where the provider answers by default; a name that starts with a dot covers its subdomains. */
  hosts: readonly string[];
  /** The response headers that tell rate limits; absent when the provider has none. */
  rateLimitHeaders?: readonly RateLimitHeaders[];
  /** Every request to the provider belongs to an endpoint, known or not. `path` may have a prefix of a proxy. */
  endpoint(method: string, path: string): Endpoint;
}
