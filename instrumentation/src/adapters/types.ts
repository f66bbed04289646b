import type { RequestHead, ResponseHead } from '../capture/types.ts';
import type { UsageUnit } from '../names.ts';
import type { Usage } from '../pricing/usage.ts';
import type { Shape } from '../wire/json-extractor.ts';
import type { RateLimitHeaders } from './rate-limits.ts';

/**
 * How an endpoint is billed:
 * - `expected`: a successful response is billed; when it carries no usage that is counted as unpriced;
 * - `stated`: billed when the response carries usage, free otherwise;
 * - `once`: the response repeats a result that may have been billed before: booked once per result;
 * - `never`: free; the response is not read.
 */
export type Billing = 'expected' | 'stated' | 'once' | 'never';

/** One billed result of a response that carries several, a file of batch results for instance. Each is priced on its own. */
export interface BilledResult {
  model?: string;
  usage: Usage;
  /** What else decides the price of a unit; that of the reading when absent. */
  variant?: string;
  /** The cost that the provider itself stated, in USD; it counts before any price list. */
  statedCostUsd?: number;
  serviceTier?: string;
  resultId?: string;
}

/** Texts from which tokens can be counted; they never leave the process. */
export interface EstimableTexts {
  model: string | undefined;
  /** The bytes of the request's JSON body. */
  request: readonly Uint8Array[];
  /** What was generated. */
  completion: string;
}

/** What an account has used of a unit in the running period (UTC), as its provider states it; this call included. */
export interface PeriodUsage {
  unit: UsageUnit;
  per: 'day' | 'month';
  used: number;
}

/** What a response said, in as far as it was read. */
export interface Reading {
  /** What the call did, where its path alone does not tell; counts before the endpoint's. From a fixed list. */
  operation?: string;
  requestModel?: string;
  responseModel?: string;
  /** Absent when the response carried none, or repeats what another call was charged for. A stated zero is usage. */
  usage?: Usage;
  /** The cost that the provider itself stated, in USD; it counts before any price list. */
  statedCostUsd?: number;
  /** How many requests `usage` is the sum of: prices go by the size of each. One when absent. */
  requests?: number;
  /** Further results beside `usage`. */
  results?: readonly BilledResult[];
  /** The account's own count; it tells how much of a free allowance is left better than the process can. */
  periodUsage?: readonly PeriodUsage[];
  /** What else decides the price of a unit: a country, a channel. Never a number or a name of somebody. */
  variant?: string;
  /** The table or function that was asked, for slow queries; a name from the path, never a value. */
  table?: string;
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
  /** What is wanted of the response's JSON, asked when its body begins; absent when the body is not needed. */
  readonly responseShape?: Shape | undefined;
  /** True when a response that begins with a bracket is one JSON document a line, whatever its type says. */
  readonly lines?: boolean;
  /**
   * Which events of a stream are worth parsing beside the first one and those that tell of an error: those that hold one
   * of these texts as a member with an object, a number or a text. `"usage"` when absent; `every` parses all.
   */
  readonly eventMembers?: readonly string[] | 'every';
  /**
   * Asked when a successful response begins: true when the response may end without usage that can be estimated from the
   * texts. Then the request's bytes are kept until the call ends, and `completion` is asked for what was generated.
   */
  readonly estimates?: boolean;
  /** The generated text so far; asked once, at the end, when `estimates` is true and no usage came. */
  completion?(): string;
  readRequest?(document: unknown): void;
  /** A field of a `multipart/form-data` body that is not a file, or of an `application/x-www-form-urlencoded` body. */
  readFormField?(name: string, value: string): void;
  /** Status and headers, before any of the body; also of a refused request. */
  readResponseHead?(head: ResponseHead): void;
  /** A JSON response, the data of one event, or one line of a stream. */
  readResponse?(document: unknown): void;
  /** Body bytes on the wire, still encoded; told once, before `reading`. */
  readTransfer?(bytes: { sent: number; received: number }): void;
  reading(): Reading;
}

export interface Endpoint {
  /** The provider that bills the call, where the path decides: behind a gateway. The adapter's own when absent. */
  provider?: string;
  /** `gen_ai.provider.name` of that provider where it is not `provider`. */
  genAiProvider?: string | undefined;
  /** Value of the `operation` label. */
  operation: string;
  /** `gen_ai.operation.name`; absent when the call is no inference. */
  genAiOperation?: string;
  billing: Billing;
  /** True when a stream states its usage only if the request has `stream_options.include_usage`. */
  usageOnRequest?: boolean;
  createReader(head: RequestHead): CallReader;
}

export interface ProviderAdapter {
  provider: string;
  /** `gen_ai.provider.name` as the conventions write it; absent when it is `provider`. */
  genAiProvider?: string;
  /**
   * Where the provider answers by default: a name, a name that starts with a dot for its subdomains, or a pattern in which
   * `*` stands for any part without a dot (`bedrock-runtime.*.amazonaws.com`).
   */
  hosts: readonly string[];
  /** The response headers that tell rate limits; absent when the provider has none. */
  rateLimitHeaders?: readonly RateLimitHeaders[];
  /** Every request to the provider belongs to an endpoint, known or not. `path` may have a prefix of a proxy. */
  endpoint(method: string, path: string, hostname?: string): Endpoint;
}
