import { BUDGET_METRIC, LABEL } from '@outlay/instrumentation/names';
import type { Registry } from 'prom-client';
import type { BudgetBook } from '../budget/budget-book.ts';
import { amountFromNano } from '../budget/exchange.ts';
import type { BudgetState } from '../budget/state.ts';
import type { BudgetCounters } from '../ledger/budget-counters.ts';
import { type Sample, registerComputed } from './metric.ts';

const GAUGES: readonly [name: string, help: string, samples: (state: BudgetState) => Sample[]][] = [
  [
    BUDGET_METRIC.limit,
    "Limit of the budget's current period, in its currency.",
    (state) => [{ labels: budgetLabels(state), value: state.limit }],
  ],
  [
    BUDGET_METRIC.spent,
    'Spent in the current period, in the currency of the budget.',
    (state) => [{ labels: budgetLabels(state), value: state.spent }],
  ],
  [
    BUDGET_METRIC.projected,
    'Projected spend at the end of the current period, in the currency of the budget, by quantile.',
    projectedSamples,
  ],
  [
    BUDGET_METRIC.periodStart,
    'Start of the current period.',
    ({ name, period }) => [{ labels: { [LABEL.budget]: name }, value: period.start.getTime() / 1000 }],
  ],
  [
    BUDGET_METRIC.periodEnd,
    'End of the current period.',
    ({ name, period }) => [{ labels: { [LABEL.budget]: name }, value: period.end.getTime() / 1000 }],
  ],
  [
    BUDGET_METRIC.thresholdRatio,
    "Thresholds of the budget as shares of its limit, by the alert's severity.",
    ({ name, thresholds }) =>
      thresholds.map(({ severity, ratio }) => ({
        labels: { [LABEL.budget]: name, [LABEL.severity]: severity },
        value: ratio,
      })),
  ],
];

/** Exposes the state of every budget at the moment of the scrape. */
export function registerBudgetMetrics(registry: Registry, budgets: BudgetBook, clock: () => Date): void {
  for (const [name, help, samples] of GAUGES) {
    registerComputed(registry, { name, help, type: 'gauge' }, () => budgets.states(clock()).flatMap(samples));
  }
}

/**
 * Exposes the counters behind burn rates. They count telemetry only: spend of the past that is imported now would look
 * like a burst.
 *
 * @param holdMs how long a budget that is new to this process stays at 0 (see `registerServiceMetrics`)
 */
export function registerBudgetCounters(
  registry: Registry,
  budgets: BudgetBook,
  counters: BudgetCounters,
  clock: () => Date,
  holdMs: number,
): void {
  const bornAt = new Map<string, number>();
  for (const { name, definition } of budgets.budgets()) {
    if (counters.total(name, definition.currency) !== undefined) bornAt.set(name, -Infinity);
  }
  const help = 'Cost that counted towards the budget since it is known, over all periods, in its currency.';
  registerComputed(registry, { name: BUDGET_METRIC.cost, help, type: 'counter' }, () => {
    const now = clock().getTime();
    return budgets.budgets().map(({ name, definition: { currency } }) => {
      const born = bornAt.get(name) ?? now;
      bornAt.set(name, born);
      const total = amountFromNano(counters.total(name, currency) ?? 0n);
      return {
        labels: { [LABEL.budget]: name, [LABEL.currency]: currency },
        value: now - born < holdMs ? 0 : total,
      };
    });
  });
}

function budgetLabels({ name, currency }: BudgetState): Record<string, string> {
  return { [LABEL.budget]: name, [LABEL.currency]: currency };
}

function projectedSamples(state: BudgetState): Sample[] {
  const { projection } = state;
  if (projection === null) return [];
  const quantiles: [string, number | null][] = [
    ['0.1', projection.low],
    ['0.5', projection.middle],
    ['0.9', projection.high],
  ];
  return quantiles.flatMap(([quantile, value]) =>
    value === null ? [] : [{ labels: { ...budgetLabels(state), [LABEL.quantile]: quantile }, value }],
  );
}
