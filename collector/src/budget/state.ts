import { convert } from './exchange.ts';
import { amountOf } from './measure.ts';
import { type PeriodKind, type PeriodPhase, elapsedRatio, phaseOf } from './period.ts';
import type { ProfileName } from './thresholds.ts';
import type { BudgetForecast, Projector } from './projector.ts';
import type { ResolvedBudget } from './resolved-budget.ts';
import type { PeriodAccount } from './running-sums.ts';
import { type BudgetStatus, SEVERITIES, type Severity, type Thresholds, statusOf } from './thresholds.ts';

/** Where a budget stands at one moment. Amounts are in its currency, or in its unit. */
export interface BudgetState {
  readonly name: string;
  readonly owner: string | null;
  readonly notes: string | null;
  /** Labels of the budget's own, for alerts. */
  readonly labels: Readonly<Record<string, string>>;
  /** ISO 4217 code; null for a budget on units. */
  readonly currency: string | null;
  /** What is counted, such as `emails`; null for a budget on money. */
  readonly unit: string | null;
  readonly period: {
    readonly kind: PeriodKind;
    readonly timeZone: string;
    readonly start: Date;
    readonly end: Date;
    readonly elapsedRatio: number;
    readonly phase: PeriodPhase;
  };
  readonly limit: number;
  readonly spent: number;
  /** Null for a budget on units. */
  readonly spentNanoUsd: bigint | null;
  readonly remaining: number;
  /** Spent share of the limit; null for a limit of 0. */
  readonly spentRatio: number | null;
  /**
   * What may still be spent in each 24 hours until the period's end (what remains, when that is nearer); null when
   * nothing remains or the period does not run.
   */
  readonly perDayLeft: number | null;
  readonly projection: BudgetForecast | null;
  readonly projectionReason: string | null;
  /** From the least up; a level that the budget lacks is absent. */
  readonly thresholds: readonly { readonly severity: Severity; readonly ratio: number }[];
  readonly profile: ProfileName | null;
  readonly status: BudgetStatus;
  readonly projectedOver: boolean;
}

const DAY_MS = 86_400_000;

/** Computes where a budget stands in a period. Periods that do not run have no projection. */
export function budgetState(
  budget: ResolvedBudget,
  account: PeriodAccount,
  now: Date,
  project: Projector,
): BudgetState {
  const { definition, terms } = budget;
  const { measure, calendar } = definition;
  const { period } = account;
  const sum = sumOf(account, budget);
  const spent = amountOf(sum.own, measure.scale);
  const limit = (account.name === undefined ? undefined : terms.limits[account.name]) ?? terms.limit;
  const remaining = amountOf(BigInt(Math.round(limit * Number(measure.scale))) - sum.own, measure.scale);
  const phase = phaseOf(period, now);
  const projected =
    phase === 'running' ? project({ budget, period, spent, limit, now }) : NO_PROJECTION[phase];
  const projection = typeof projected === 'string' ? null : projected;
  return {
    name: budget.name,
    owner: terms.owner ?? null,
    notes: terms.notes ?? null,
    labels: terms.labels,
    currency: measure.isMoney ? measure.name : null,
    unit: measure.isMoney ? null : measure.name,
    period: {
      kind: calendar.kind,
      timeZone: calendar.timeZone,
      ...period,
      elapsedRatio: elapsedRatio(period, now),
      phase,
    },
    limit,
    spent,
    spentNanoUsd: measure.isMoney ? sum.ledger : null,
    remaining,
    spentRatio: limit > 0 ? spent / limit : null,
    perDayLeft:
      phase === 'running' && remaining > 0
        ? remaining / Math.max(1, (period.end.getTime() - now.getTime()) / DAY_MS)
        : null,
    projection,
    projectionReason: typeof projected === 'string' ? projected : null,
    thresholds: thresholdList(terms.thresholds),
    profile: terms.profile ?? null,
    status: statusOf(spent, limit, terms.thresholds),
    projectedOver: projection !== null && projection.middle > limit,
  };
}

const NO_PROJECTION = {
  upcoming: 'the period has not begun',
  over: 'the period is over',
} as const satisfies Partial<Record<PeriodPhase, string>>;

/** What was spent, in the ledger's whole numbers and in the budget's own: each part converted at its own rate. */
function sumOf({ segments, sums }: PeriodAccount, budget: ResolvedBudget): { ledger: bigint; own: bigint } {
  let [ledger, own] = [0n, 0n];
  for (const [index, amount] of (sums.get(budget) ?? []).entries()) {
    ledger += amount;
    own += convert(amount, segments[index]?.nanoPerUsd);
  }
  return { ledger, own };
}

function thresholdList(thresholds: Thresholds): BudgetState['thresholds'] {
  return SEVERITIES.flatMap((severity) => {
    const ratio = thresholds[severity];
    return ratio === null ? [] : [{ severity, ratio }];
  });
}

/** What amounts of a budget are amounts of; the label `currency` of its metrics holds it. */
export function measureName({ currency, unit }: Pick<BudgetState, 'currency' | 'unit'>): string {
  return unit ?? currency ?? '';
}
