import { DURATION_BUCKETS_SECONDS, TOKEN_BUCKETS } from '../names.ts';
import { Histograms } from './histograms.ts';
import { LastValues } from './last-values.ts';
import { Sums } from './sums.ts';

/** How many sets of attributes an instrument may have before what comes new is folded together. */
export interface CardinalityLimits {
  sets: number;
  /** Of `outlay.user.cost.usd`. */
  users: number;
}

export const DEFAULT_CARDINALITY: CardinalityLimits = { sets: 2_000, users: 10_000 };

/** Everything counted since the process began; it outlives a change of the meter and is told to each meter once. */
export interface Totals {
  costNanoUsd: Sums;
  userCostNanoUsd: Sums;
  usage: Sums;
  unpriced: Sums;
  retries: Sums;
  slowQueries: Sums;
  dropped: Sums;
  requestDuration: Histograms;
  genAiTokenUsage: Histograms;
  genAiOperationDuration: Histograms;
  genAiTimeToFirstChunk: Histograms;
  rateLimitRemaining: LastValues;
}

export function createTotals({ sets, users }: CardinalityLimits): Totals {
  return {
    costNanoUsd: new Sums(sets),
    userCostNanoUsd: new Sums(users),
    usage: new Sums(sets),
    unpriced: new Sums(sets),
    retries: new Sums(sets),
    slowQueries: new Sums(sets),
    dropped: new Sums(sets),
    requestDuration: new Histograms(DURATION_BUCKETS_SECONDS, sets),
    genAiTokenUsage: new Histograms(TOKEN_BUCKETS, sets),
    genAiOperationDuration: new Histograms(DURATION_BUCKETS_SECONDS, sets),
    genAiTimeToFirstChunk: new Histograms(DURATION_BUCKETS_SECONDS, sets),
    rateLimitRemaining: new LastValues(sets),
  };
}
