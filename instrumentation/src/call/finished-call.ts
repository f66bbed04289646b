import { type RateLimit } from '../adapters/rate-limits.ts';
import { type Billing, type EstimableTexts, type Reading } from '../adapters/types.ts';
import { type Attribution } from '../attribution/attribution.ts';

/** One HTTP attempt that is over, or something an application recorded itself. */
export interface FinishedCall {
  provider: string;
  /** `gen_ai.provider.name` where it is not `provider`. */
  genAiProvider?: string;
  operation: string;
  genAiOperation?: string;
  billing: Billing;
  /** Absent when there was no request. */
  hostname?: string;
  port?: number;
  attribution: Attribution;
  /** The call's own time; it chooses the price. */
  startedAt: Date;
  /** Absent when it is not known; then no duration is recorded. */
  durationSeconds?: number;
  /** From the request's start to the first byte of a streamed response. */
  timeToFirstChunkSeconds?: number;
  /** Absent when no response came. */
  statusCode?: number;
  /** Absent when the attempt succeeded. */
  errorType?: string;
  /** True when the request says that it repeats an earlier attempt. */
  retry?: boolean;
  /** True when the response was cut before its end. */
  brokenOff: boolean;
  streamed: boolean;
  reading: Reading;
  /** Set when the response carried no usage that its texts could tell. */
  estimable?: EstimableTexts;
  rateLimits?: readonly RateLimit[];
}
