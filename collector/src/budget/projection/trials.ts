import { echoOfPeriods } from './echo.ts';
import { LEVEL_METHODS, type LevelMethod } from './levels.ts';
import { PROJECTION } from './parameters.ts';
import type { PrefixSums } from './prefix-sums.ts';

/** Days that methods have to have seen before they are tried. */
const MIN_DAYS_SEEN = 3;

/** Everything that trials of methods on the past need. */
export interface TrialGround {
  /** Spend by day, oldest first. */
  readonly spend: PrefixSums;
  /** Factors of the weekdays by day, for the days ahead too. */
  readonly profile: PrefixSums;
  readonly levels: Record<LevelMethod, Float64Array>;
  /** Spend without the weekdays. */
  readonly levelled: PrefixSums;
  /** Days ahead that a projection is wanted for. */
  readonly horizonDays: number;
  readonly lags: readonly number[];
}

/** How large a part each method has in a projection; the parts add up to 1. */
export type Weights = Readonly<Record<LevelMethod | 'earlierPeriods', number>>;

/** Mean absolute errors per day of all methods, over trials that count by their age and length. */
class Errors {
  readonly byMethod: Record<LevelMethod, number> = {
    last7: 0,
    mean28Median28: 0,
    median28: 0,
    median4Weeks: 0,
  };
  echo = 0;
  weight = 0;

  mean(method: LevelMethod): number {
    return this.byMethod[method] / this.weight;
  }
}

/**
 * Weighs the methods by how far off each would have been on this very series: every day of the past three months is
 * taken for today, and what came after it for what is to be found. A trial whose horizon is cut short by today counts by
 * its length. With few trials all methods are taken to be about equally good.
 */
export function weighMethods(ground: TrialGround): Weights {
  const all = new Errors();
  const withEcho = new Errors();
  const { length } = ground.spend;
  for (let day = Math.max(MIN_DAYS_SEEN, length - PROJECTION.trialDays); day < length; day += 1) {
    const days = Math.min(ground.horizonDays, length - day);
    const weight = (days / ground.horizonDays) * 0.5 ** ((length - day) / PROJECTION.trialHalfLifeDays);
    const actual = ground.spend.between(day, day + days);
    const factors = ground.profile.between(day, day + days);
    const echo = echoOfPeriods(ground.levelled, day, ground.horizonDays, ground.lags);
    const errors = echo === undefined ? [all] : [all, withEcho];
    for (const part of errors) {
      part.weight += weight;
      if (echo !== undefined) part.echo += (weight * Math.abs(echo * factors - actual)) / days;
      for (const method of LEVEL_METHODS) {
        const level = ground.levels[method][day] ?? 0;
        part.byMethod[method] += (weight * Math.abs(level * factors - actual)) / days;
      }
    }
  }
  return weightsOf(all, withEcho, all.weight / ground.horizonDays);
}

/** @param horizons whole ones that the trials add up to, however much they overlap */
function weightsOf(all: Errors, withEcho: Errors, horizons: number): Weights {
  if (all.weight === 0) return normalized(LEVEL_METHODS.map((method) => [method, 1]));
  const typical = LEVEL_METHODS.reduce((sum, method) => sum + all.mean(method), 0) / LEVEL_METHODS.length;
  const { equalTrials, weightPower, echoErrorRatio } = PROJECTION;
  const shrunk = (error: number) => (error * horizons + typical * equalTrials) / (horizons + equalTrials);
  const parts = LEVEL_METHODS.map((method): [LevelMethod | 'earlierPeriods', number] => [
    method,
    shrunk(all.mean(method)),
  ]);
  if (withEcho.weight > 0) {
    const best = Math.min(...LEVEL_METHODS.map((method) => withEcho.mean(method)));
    const echo = withEcho.echo / withEcho.weight;
    if (echo < echoErrorRatio * best) parts.push(['earlierPeriods', shrunk((echo / best) * typical)]);
  }
  const floor = typical * 1e-6 || 1;
  return normalized(parts.map(([method, error]) => [method, (error + floor) ** -weightPower]));
}

function normalized(parts: readonly (readonly [LevelMethod | 'earlierPeriods', number])[]): Weights {
  const sum = parts.reduce((total, [, weight]) => total + weight, 0);
  const weights = { last7: 0, mean28Median28: 0, median28: 0, median4Weeks: 0, earlierPeriods: 0 };
  for (const [method, weight] of parts) weights[method] = weight / sum;
  return weights;
}
