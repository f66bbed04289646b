import type { Point } from '../replay/otlp-receiver.ts';
import type { CaseOutcome } from './run-clients.ts';

/** What the books say of one case. */
export interface Entry {
  provider: readonly unknown[];
  usage: Readonly<Record<string, number>>;
  /** How sure the booked costs are. */
  pricing: readonly unknown[];
  /** Status and kind of error of each request, sorted. */
  attempts: readonly string[];
}

export function entryOf(points: readonly Point[], feature: string): Entry {
  const own = points.filter(({ attributes }) => attributes['feature'] === feature);
  const ofMetric = (metric: string): Point[] => own.filter((point) => point.metric === metric);
  return {
    provider: [...new Set(own.map(({ attributes }) => attributes['provider']))],
    usage: Object.fromEntries(
      ofMetric('outlay.usage')
        .filter(({ value }) => value > 0)
        .map(({ attributes, value }) => [String(attributes['unit']), value]),
    ),
    pricing: [...new Set(ofMetric('outlay.cost.usd').map(({ attributes }) => attributes['pricing']))],
    attempts: ofMetric('outlay.request.duration')
      .flatMap(({ attributes, value }) => Array.from({ length: value }, () => describeAttempt(attributes)))
      .sort(),
  };
}

export function expectedEntry({ provider, usage, pricing = 'exact', attempts }: CaseOutcome): Entry {
  return {
    provider: [provider],
    usage: usage ?? {},
    pricing: usage === undefined ? [] : [pricing],
    attempts,
  };
}

function describeAttempt(attributes: Point['attributes']): string {
  const status = attributes['http.response.status_code'];
  const error = attributes['error.type'];
  return [status, error === String(status) ? undefined : error]
    .filter((part) => part !== undefined)
    .join(' ');
}

/** Sums of a metric that names no case, by provider and, where there is one, reason. */
export function totalsOf(points: readonly Point[], metric: string): Record<string, number> {
  const totals: Record<string, number> = {};
  for (const { attributes, value } of points.filter((point) => point.metric === metric)) {
    const name = [attributes['provider'], attributes['reason']]
      .filter((part) => part !== undefined)
      .join(' ');
    totals[name] = (totals[name] ?? 0) + value;
  }
  return totals;
}

export function expectedTotals(
  outcomes: readonly CaseOutcome[],
  count: (outcome: CaseOutcome) => { reason?: string; value: number },
): Record<string, number> {
  const totals: Record<string, number> = {};
  for (const outcome of outcomes) {
    const { reason, value } = count(outcome);
    const name = reason === undefined ? outcome.provider : `${outcome.provider} ${reason}`;
    if (value > 0) totals[name] = (totals[name] ?? 0) + value;
  }
  return totals;
}
