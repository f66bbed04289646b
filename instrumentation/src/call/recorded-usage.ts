import type { Attribution } from '../attribution/attribution.ts';
import type { Usage } from '../pricing/usage.ts';
import type { FinishedCall } from './finished-call.ts';

/** What an application says it used, where no request shows it. */
export interface RecordedUsage {
  provider: string;
  operation: string;
  model?: string;
  usage?: Usage;
  /** What the provider charged, in USD; it counts before any price list. */
  costUsd?: number;
  /** What else decides the price of a unit. */
  variant?: string;
  serviceTier?: string;
  durationSeconds?: number;
  /** Kind of a failure, from a fixed list; never a message. */
  errorType?: string;
  attribution: Attribution;
  /** The time that chooses the price. */
  at: Date;
}

/** The recorded usage as a call that is over. */
export function finishedCallOf(recorded: RecordedUsage): FinishedCall {
  const { provider, operation, attribution, at, model, usage, costUsd } = recorded;
  const { variant, serviceTier, durationSeconds, errorType } = recorded;
  return {
    provider,
    operation,
    billing: 'stated',
    attribution,
    startedAt: at,
    brokenOff: false,
    streamed: false,
    reading: {
      complete: true,
      ...(model !== undefined && { requestModel: model }),
      ...(usage !== undefined && { usage }),
      ...(costUsd !== undefined && { statedCostUsd: costUsd }),
      ...(variant !== undefined && { variant }),
      ...(serviceTier !== undefined && { serviceTier }),
    },
    ...(durationSeconds !== undefined && { durationSeconds }),
    ...(errorType !== undefined && { errorType }),
  };
}
