import type { RateLimit } from '../adapters/rate-limits.ts';
import type { Billing, EstimableTexts, Reading } from '../adapters/types.ts';
import type { Attribution } from '../attribution/attribution.ts';
import type { CallSpan } from '../tracing/call-span.ts';

/** One HTTP attempt that is over, or something an application recorded itself. */
export interface FinishedCall {
  provider: string;
  /** `gen_ai.provider.name` where it is not `provider`. */
  genAiProvider?: string | undefined;
  operation: string;
  genAiOperation?: string | undefined;
  billing: Billing;
  /** Absent when there was no request. */
  hostname?: string | undefined;
  port?: number | undefined;
  attribution: Attribution;
  /** The call's own time; it chooses the price. */
  startedAt: Date;
  /** Absent when it is not known; then no duration is recorded. */
  durationSeconds?: number | undefined;
  /** From the request's start to the first byte of a streamed response. */
  timeToFirstChunkSeconds?: number | undefined;
  /** Absent when no response came. */
  statusCode?: number | undefined;
  /** Absent when the attempt succeeded. */
  errorType?: string | undefined;
  /** True when the request says that it repeats an earlier attempt. */
  retry?: boolean | undefined;
  /** True when the response was cut before its end. */
  brokenOff: boolean;
  streamed: boolean;
  reading: Reading;
  /** Set when the response carried no usage that its texts could tell. */
  estimable?: EstimableTexts | undefined;
  rateLimits?: readonly RateLimit[] | undefined;
  /** Set when the application traces and wants this call. */
  span?: CallSpan | undefined;
}
