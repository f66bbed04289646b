/**
 * The numbers behind projections, chosen on 2026-11-22 with the backtest in `test/bench/projection`. Its three recorded
 * series were in view then, so their figures are in-sample; docs/projections.md tells what came out on others.
 */
export const PROJECTION = {
  /** Days that are looked back: two quarters at their longest, so that one can be compared with the two before. */
  historyDays: 184,
  /** Moments of the past that methods are tried at, the latest ones. */
  trialDays: 91,
  /** Days after which a trial counts half. */
  trialHalfLifeDays: 60,
  /** Whole horizons that methods are taken to have been equally good at, before any trial. */
  equalTrials: 1,
  /** A method counts by its mean error to the power of minus this. */
  weightPower: 2,
  /** Earlier periods are only followed where that erred by less than this share of what the best level did. */
  echoErrorRatio: 0.7,
  /** Earlier periods at most that are followed. */
  echoPeriods: 3,

  /** Standard deviations of a normal distribution that 80 % lie within. */
  band80Deviations: 1.2816,
  /** How far the level of spend wanders in 30 days, as a standard deviation of its logarithm. */
  driftPer30Days: 0.25,
  /** Whole horizons that the assumed spread counts for, beside those that were seen. */
  assumedTrials: 4,
  /** Errors of the past beyond this (a factor of 1.8) count as this: one upheaval is no reason to expect the next one. */
  maxLogError: 0.6,
  /** Days that a variance of 0.5 is taken to have been seen on, before any day. */
  assumedVarianceDays: 2,
  assumedVariance: 0.5,

  /** Share of a day that its pace counts for at least: a burst in the first minutes is no pace. */
  minPaceDays: 0.25,
} as const;
