import { LEVEL_METHODS } from './levels.ts';
import { PROJECTION } from './parameters.ts';
import type { TrialGround, Weights } from './trials.ts';

const MONTH = 28;
const TWO_MONTHS = 56;

/** Errors of the past are those of whole horizons; half of the days seen is the longest that can be tried. */
const MIN_DAYS_SEEN = 3;

/** How far off the projection would have been on this very series. */
export interface SeenSpread {
  /** Standard deviation of the logarithm of actual to projected, robust; 0 without a trial. */
  readonly logDeviation: number;
  /** Whole horizons that it was seen over. */
  readonly horizons: number;
}

/** Takes every day of the past months for today, and compares what came after it with what the weights would have said. */
export function seenSpread(ground: TrialGround, weights: Weights): SeenSpread {
  const { length } = ground.spend;
  const days = Math.max(1, Math.min(ground.horizonDays, Math.floor((length - MIN_DAYS_SEEN) / 2)));
  const level = (day: number) =>
    LEVEL_METHODS.reduce((sum, method) => sum + weights[method] * (ground.levels[method][day] ?? 0), 0);
  const levelWeight = 1 - weights.earlierPeriods;
  // Without it, a quiet stretch of nothing at all would be off by an infinite factor.
  const grain = (0.05 * level(length) * days) / levelWeight + Number.MIN_VALUE;
  const errors: number[] = [];
  for (let day = Math.max(MIN_DAYS_SEEN, length - PROJECTION.trialDays); day + days <= length; day += 1) {
    const projected = (level(day) / levelWeight) * ground.profile.between(day, day + days);
    const actual = Math.max(0, ground.spend.between(day, day + days));
    const error = Math.abs(Math.log((actual + grain) / (projected + grain)));
    errors.push(Math.min(PROJECTION.maxLogError, error));
  }
  if (errors.length === 0) return { logDeviation: 0, horizons: 0 };
  errors.sort((a, b) => a - b);
  const eightyPercent = errors[Math.ceil(0.8 * errors.length) - 1] ?? 0;
  return { logDeviation: eightyPercent / PROJECTION.band80Deviations, horizons: errors.length / days };
}

/**
 * How far off a projection is to be expected, from what is known of such series at large: the noise of the days ahead and
 * of those that the level was learnt from, and a level that wanders.
 *
 * @param variance of a day to the square of the mean
 * @param daysSeen days that the level was learnt from
 */
export function assumedVariance(variance: number, daysSeen: number, horizonDays: number): number {
  const { driftPer30Days } = PROJECTION;
  const noise = 1 / Math.max(1, horizonDays) + 1 / Math.max(1, Math.min(MONTH, daysSeen));
  return variance * noise + (driftPer30Days ** 2 * horizonDays) / 30;
}

/**
 * Variance of a day's spend to the square of its mean, by the last two months; the fewer days, the nearer to what is
 * assumed. Where most days cost something it is taken as that of a log-normal distribution, whose sums spread less than
 * its rare large days suggest.
 */
export function dailyVariance(levelled: readonly number[]): number {
  const days = levelled.slice(-TWO_MONTHS);
  const { length } = days;
  const mean = days.reduce((sum, value) => sum + value, 0) / length;
  const squares = days.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const seen = length > 1 && mean > 0 ? squares / (length - 1) / mean ** 2 : 1;
  const { assumedVariance: assumed, assumedVarianceDays } = PROJECTION;
  const mixed = (seen * length + assumed * assumedVarianceDays) / (length + assumedVarianceDays);
  const quietDays = days.filter((value) => value <= 0).length;
  return quietDays > length / 2 ? Math.min(MAX_VARIANCE, mixed) : Math.log1p(mixed);
}

/** That of a day in seventeen with spend: beyond it, 28 days tell next to nothing. */
const MAX_VARIANCE = 16;

/** Mixes what was seen with what is assumed, by the whole horizons behind each. */
export function logDeviation(seen: SeenSpread, assumed: number): number {
  const { assumedTrials } = PROJECTION;
  return Math.sqrt(
    (seen.horizons * seen.logDeviation ** 2 + assumedTrials * assumed) / (seen.horizons + assumedTrials),
  );
}
