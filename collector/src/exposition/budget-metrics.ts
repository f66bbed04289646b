import { BUDGET_METRIC, LABEL } from '@outlay/instrumentation/names';
import type { Registry } from 'prom-client';
import type { BudgetBook } from '../budget/budget-book.ts';
import { type BudgetState, measureName } from '../budget/state.ts';
import { SEVERITIES } from '../budget/thresholds.ts';
import { BudgetCounterLines, type BudgetCountersOptions } from './budget-counters.ts';
import { type MetricType, type Scrape, registerLines } from './metric.ts';
import { labelValueText, numberText, openLabelsText } from './text.ts';

/** A budget as it is shown in one scrape, with its label text made once for all metrics. */
interface ShownBudget {
  readonly state: BudgetState;
  /** `{budget="openai"` */
  readonly budget: string;
  /** `{budget="openai",currency="USD"` */
  readonly amount: string;
}

type Lines = (shown: ShownBudget) => string;

const line = (name: string, labels: string, value: number) => `${name}${labels}} ${numberText(value)}\n`;

const AMOUNT_HELP = 'in its currency, or in its unit: the label currency names either';

const GAUGES: readonly [name: string, help: string, lines: Lines][] = [
  [
    BUDGET_METRIC.limit,
    `Limit of the budget's current period, ${AMOUNT_HELP}.`,
    ({ state, amount }) => line(BUDGET_METRIC.limit, amount, state.limit),
  ],
  [
    BUDGET_METRIC.spent,
    `Spent in the budget's current period, ${AMOUNT_HELP}.`,
    ({ state, amount }) => line(BUDGET_METRIC.spent, amount, state.spent),
  ],
  [
    BUDGET_METRIC.projected,
    `Projected spend at the end of the budget's current period by quantile, ${AMOUNT_HELP}.`,
    projectedLines,
  ],
  [
    BUDGET_METRIC.daysUntilLimit,
    "Days until spend reaches the budget's limit by quantile, 0.1 the soonest; absent where that is after the period.",
    daysUntilLimitLines,
  ],
  [
    BUDGET_METRIC.periodStart,
    'Start of the current period.',
    ({ state, budget }) => line(BUDGET_METRIC.periodStart, budget, state.period.start.getTime() / 1000),
  ],
  [
    BUDGET_METRIC.periodEnd,
    'End of the current period.',
    ({ state, budget }) => line(BUDGET_METRIC.periodEnd, budget, state.period.end.getTime() / 1000),
  ],
  [
    BUDGET_METRIC.thresholdRatio,
    "Thresholds of the budget as shares of its limit, by the alert's severity; exceeded is passed above it, and +Inf is never.",
    thresholdLines,
  ],
  [
    BUDGET_METRIC.info,
    'What alerts can tell of a budget beside its amounts: owner, notes and labels of its own; always 1.',
    infoLine,
  ],
];

/** Budgets between two looks at the clock by who renders. */
const BUDGETS_BETWEEN_SIGNS = 64;

/**
 * Exposes every budget whose period runs: one of fixed dates is shown from its first day to its last. All metrics of a
 * scrape show the same state.
 */
export function registerBudgetMetrics(
  registry: Registry,
  budgets: BudgetBook,
  { counters, holdMs }: Pick<BudgetCountersOptions, 'counters' | 'holdMs'>,
): void {
  const byScrape = new WeakMap<Scrape, readonly ShownBudget[]>();

  function* shownIn(scrape: Scrape): Generator<undefined, readonly ShownBudget[]> {
    const known = byScrape.get(scrape);
    if (known !== undefined) return known;
    const shown: ShownBudget[] = [];
    let count = 0;
    for (const state of budgets.eachState(new Date(scrape.nowMs))) {
      if (state.period.phase === 'running') shown.push(shownBudget(state));
      count += 1;
      if (count % BUDGETS_BETWEEN_SIGNS === 0) yield;
    }
    byScrape.set(scrape, shown);
    return shown;
  }

  function register(
    name: string,
    help: string,
    type: MetricType,
    lines: (shown: ShownBudget, scrape: Scrape) => string,
  ) {
    registerLines(registry, {
      name,
      help,
      type,
      lines: function* (scrape) {
        const walk = shownIn(scrape);
        let step = walk.next();
        for (; step.done !== true; step = walk.next()) yield '';
        for (const shown of step.value) yield lines(shown, scrape);
      },
    });
  }

  for (const [name, help, lines] of GAUGES) register(name, help, 'gauge', lines);
  const counterLines = new BudgetCounterLines({ budgets, counters, holdMs });
  register(
    BUDGET_METRIC.cost,
    `What counted towards the budget since it is known, over all periods, ${AMOUNT_HELP}.`,
    'counter',
    ({ state, amount }, { nowMs }) => `${BUDGET_METRIC.cost}${amount}} ${counterLines.value(state, nowMs)}\n`,
  );
}

function shownBudget(state: BudgetState): ShownBudget {
  const budget = openLabelsText([[LABEL.budget, state.name]]);
  return { state, budget, amount: `${budget},${LABEL.currency}="${labelValueText(measureName(state))}"` };
}

function projectedLines({ state: { projection }, amount }: ShownBudget): string {
  return projection === null ? '' : quantileLines(BUDGET_METRIC.projected, amount, projection);
}

function daysUntilLimitLines({ state: { projection }, budget }: ShownBudget): string {
  return projection === null
    ? ''
    : quantileLines(BUDGET_METRIC.daysUntilLimit, budget, projection.daysUntilLimit);
}

interface Band {
  readonly low: number | null;
  readonly middle: number | null;
  readonly high: number | null;
}

function quantileLines(name: string, labels: string, { low, middle, high }: Band): string {
  const quantiles: [string, number | null][] = [
    ['0.1', low],
    ['0.5', middle],
    ['0.9', high],
  ];
  let text = '';
  for (const [quantile, value] of quantiles) {
    if (value !== null) text += line(name, `${labels},${LABEL.quantile}="${quantile}"`, value);
  }
  return text;
}

/** A budget that is never exceeded says so: without a sample, 1 would be taken for its level. */
function thresholdLines({ state: { thresholds }, budget }: ShownBudget): string {
  let text = '';
  for (const severity of SEVERITIES) {
    const ratio = thresholds.find((threshold) => threshold.severity === severity)?.ratio;
    if (ratio === undefined && severity !== 'exceeded') continue;
    text += line(
      BUDGET_METRIC.thresholdRatio,
      `${budget},${LABEL.severity}="${severity}"`,
      ratio ?? Infinity,
    );
  }
  return text;
}

function infoLine({ state }: ShownBudget): string {
  const labels = {
    [LABEL.budget]: state.name,
    [LABEL.currency]: measureName(state),
    [LABEL.unit]: state.unit,
    [LABEL.owner]: state.owner,
    [LABEL.notes]: state.notes,
    [LABEL.period]: state.period.kind,
    [LABEL.timeZone]: state.period.timeZone,
    [LABEL.profile]: state.profile,
    ...state.labels,
  };
  // An empty label is an absent one to Prometheus.
  const present = Object.entries(labels).flatMap(([name, value]): [string, string][] =>
    value === null ? [] : [[name, value]],
  );
  return line(BUDGET_METRIC.info, openLabelsText(present), 1);
}
