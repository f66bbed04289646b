import type { DataFrame } from '@grafana/data';
import type { Budget, Period, Projection, Threshold } from '../budget/budget.ts';
import { isLongTable, samplesFromLongTable } from './long-table.ts';
import type { Role } from './roles.ts';
import type { Sample } from './sample.ts';
import { isTimeSeries, samplesFromTimeSeries } from './time-series.ts';
import { isWideTable, samplesFromWideTable } from './wide-table.ts';

export interface BudgetData {
  /** In the order in which the data first names them. */
  budgets: Budget[];
  /** Time of the newest sample; null when the data has no times. */
  asOfMs: number | null;
}

/** Reads the budgets out of whatever frames a panel is given: long or wide tables, time series, several of them. */
export function budgetsFromFrames(frames: readonly DataFrame[]): BudgetData {
  const queries = Map.groupBy(frames, (frame) => frame.refId);
  const samples = [...queries.values()].flatMap(samplesFromQuery);
  const budgets = Map.groupBy(newestPerSeries(samples), (sample) => sample.budget);
  const times = samples.map((sample) => sample.timeMs).filter((timeMs) => timeMs !== null);
  return {
    budgets: [...budgets].flatMap(([name, ofBudget]) => budgetsOfName(name, ofBudget)),
    asOfMs: times.length === 0 ? null : times.reduce((newest, timeMs) => Math.max(newest, timeMs)),
  };
}

/** How far Prometheus itself looks back for a series' newest sample (`query.lookback-delta`). */
const LOOKBACK_MS = 5 * 60_000;

/** The samples of one query. Queries are looked at one by one: the last time of a range depends on its query's step. */
function samplesFromQuery(frames: readonly DataFrame[]): Sample[] {
  const series = frames.flatMap((frame) => {
    if (isLongTable(frame)) return samplesFromLongTable(frame);
    return isTimeSeries(frame) ? samplesFromTimeSeries(frame) : [];
  });
  const rows = frames.filter((frame) => !isLongTable(frame) && !isTimeSeries(frame) && isWideTable(frame));
  return [...withoutEnded(series), ...rows.flatMap(samplesFromWideTable)];
}

/** Leaves out what a range holds of series that have ended since: a removed budget, the pod before this one. */
function withoutEnded(samples: readonly Sample[]): Sample[] {
  const newestMs = samples.reduce((newest, { timeMs }) => Math.max(newest, timeMs ?? newest), -Infinity);
  return samples.filter(({ timeMs }) => timeMs === null || timeMs >= newestMs - LOOKBACK_MS);
}

/** Range queries in table format list a series once for each time; only its newest value counts. */
function newestPerSeries(samples: readonly Sample[]): Sample[] {
  const newest = new Map<string, Sample>();
  for (const sample of samples) {
    const key = JSON.stringify([sample.budget, sample.currency, sample.role, sample.series]);
    const known = newest.get(key);
    if (!known || (sample.timeMs ?? 0) >= (known.timeMs ?? 0)) newest.set(key, sample);
  }
  return [...newest.values()];
}

/** Budgets of one name: usually one, or one for each currency that its amounts come in. */
function budgetsOfName(name: string, samples: readonly Sample[]): Budget[] {
  return currenciesOf(samples)
    .map((currency) => budgetFromSamples(name, currency, samplesOfCurrency(samples, currency)))
    .filter((budget) => budget !== null);
}

/** The currencies that samples name; none as well, when something was spent in none or no sample names one. */
function currenciesOf(samples: readonly Sample[]): (string | null)[] {
  const named = new Set(samples.map(({ currency }) => currency).filter((currency) => currency !== null));
  const spentInNone = samples.some(({ role, currency }) => role === 'spent' && currency === null);
  const spentInOne = samples.some(({ role, currency }) => role === 'spent' && currency !== null);
  return named.size === 0 || (spentInNone && spentInOne) ? [...named, null] : [...named];
}

/** Samples of a currency, and of those without one (thresholds, periods) what the currency has no sample of its own for. */
function samplesOfCurrency(samples: readonly Sample[], currency: string | null): Sample[] {
  const own = samples.filter((sample) => sample.currency === currency);
  const ownRoles = new Set(own.map(({ role }) => role));
  return [...own, ...samples.filter(({ currency, role }) => currency === null && !ownRoles.has(role))];
}

function budgetFromSamples(name: string, currency: string | null, samples: readonly Sample[]): Budget | null {
  const spent = largest(samples, 'spent');
  const limit = largest(samples, 'limit')?.value ?? null;
  if (spent === null && limit === null) return null;
  return {
    name,
    currency,
    spent: spent?.value ?? null,
    limit: limit === null || limit === Infinity || limit < 0 ? null : limit,
    projection: projectionFromSamples(samples),
    thresholds: thresholdsFromSamples(samples),
    exceededRatio: largest(samples, 'exceeded')?.value ?? 1,
    period: periodFromSamples(samples),
    cell: spent?.cell ?? null,
  };
}

/** Several collectors (or a scrape of old and new pods) may state one budget: the largest number is the safe one. */
function largest(samples: readonly Sample[], role: Role): Sample | null {
  return samples
    .filter((sample) => sample.role === role)
    .reduce<Sample | null>((top, sample) => (top === null || sample.value > top.value ? sample : top), null);
}

function projectionFromSamples(samples: readonly Sample[]): Projection | null {
  const middle = largest(samples, 'projected')?.value;
  if (middle === undefined || !Number.isFinite(middle)) return null;
  return {
    low: largest(samples, 'projectedLow')?.value ?? null,
    middle,
    high: largest(samples, 'projectedHigh')?.value ?? null,
  };
}

function thresholdsFromSamples(samples: readonly Sample[]): Threshold[] {
  const severities = ['warning', 'critical'] as const;
  return severities
    .flatMap((severity): Threshold[] => {
      const threshold = largest(samples, severity);
      return threshold === null ? [] : [{ severity, ratio: threshold.value }];
    })
    .sort((a, b) => a.ratio - b.ratio);
}

function periodFromSamples(samples: readonly Sample[]): Period | null {
  const start = largest(samples, 'periodStart')?.value;
  const end = largest(samples, 'periodEnd')?.value;
  if (start === undefined || end === undefined || end <= start) return null;
  return { startMs: start * 1000, endMs: end * 1000 };
}
