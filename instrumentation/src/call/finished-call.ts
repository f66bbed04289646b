import { type RateLimit } from '../adapters/rate-limits.ts';
import { type Billing, type Reading } from '../adapters/types.ts';
import { type Attribution } from '../attribution/attribution.ts';

/** One HTTP attempt, over. */
export interface FinishedCall {
  provider: string;
  operation: string;
  genAiOperation?: string;
  billing: Billing;
  hostname: string;
  port?: number;
  attribution: Attribution;
  /** The call's own time; it chooses the price. */
  startedAt: Date;
  durationSeconds: number;
  /** From the request's start to the first byte of a streamed response. */
  timeToFirstChunkSeconds?: number;
  /** Absent when no response came. */
  statusCode?: number;
  /** Absent when the attempt succeeded. */
  errorType?: string;
  /** True when the response was cut before its end. */
  brokenOff: boolean;
  streamed: boolean;
  reading: Reading;
  rateLimits?: readonly RateLimit[];
}
