import type { Ledger } from '../ledger/ledger.ts';
import type { SlotRange } from '../ledger/period-sums.ts';
import type { ExchangeRates, PeriodKind, Severity } from './configuration.ts';
import { type RateSegment, amountFromNano, convert, rateSegments } from './exchange.ts';
import { type Period, elapsedRatio } from './period.ts';
import { type Projection, projectLinearly } from './projection/linear.ts';
import type { ResolvedBudget } from './resolve.ts';

export type BudgetStatus = 'ok' | 'warning' | 'critical' | 'exceeded';

/** Where a budget stands at one moment. Amounts are in the budget's currency. */
export interface BudgetState {
  readonly name: string;
  readonly currency: string;
  readonly period: {
    readonly kind: PeriodKind;
    readonly timeZone: string;
    readonly start: Date;
    readonly end: Date;
    readonly elapsedRatio: number;
  };
  readonly limit: number;
  readonly spent: number;
  readonly spentNanoUsd: bigint;
  readonly remaining: number;
  /** Spent share of the limit; null for a limit of 0. */
  readonly spentRatio: number | null;
  readonly projection: Projection | null;
  readonly projectionReason: string | null;
  readonly thresholds: readonly { readonly severity: Severity; readonly ratio: number }[];
  readonly status: BudgetStatus;
  readonly projectedOver: boolean;
}

/** Computes where a budget stands in a period. Past periods have no projection: they are over. */
export function budgetState(
  budget: ResolvedBudget,
  period: Period,
  now: Date,
  ledger: Pick<Ledger, 'periodSums'>,
  rates: ExchangeRates,
): BudgetState {
  const { definition } = budget;
  const { currency, timeZone, limit } = definition;
  let spentNanoUsd = 0n;
  let spentNano = 0n;
  for (const segment of rateSegments(period, currency, rates, timeZone)) {
    const sum = sumOf(budget.seriesIds, ledger.periodSums(slotRange(segment)));
    spentNanoUsd += sum;
    spentNano += convert(sum, segment.nanoPerUsd);
  }
  const spent = amountFromNano(spentNano);
  const elapsed = elapsedRatio(period, now);
  const projected = elapsed < 1 ? projectLinearly(spent, elapsed) : 'the period is over';
  const projection = typeof projected === 'string' ? null : projected;
  const thresholds = thresholdList(definition.thresholds);
  return {
    name: budget.name,
    currency,
    period: { kind: definition.period, timeZone, ...period, elapsedRatio: elapsed },
    limit,
    spent,
    spentNanoUsd,
    remaining: amountFromNano(BigInt(Math.round(limit * 1e9)) - spentNano),
    spentRatio: limit > 0 ? spent / limit : null,
    projection,
    projectionReason: typeof projected === 'string' ? projected : null,
    thresholds,
    status: statusOf(spent, limit, thresholds),
    projectedOver: projection !== null && projection.middle > limit,
  };
}

/** The slots of a period; every calendar boundary is the start of a slot. */
function slotRange({ start, end }: Period | RateSegment): SlotRange {
  return { from: start.getTime() / 1000, to: end.getTime() / 1000 };
}

function sumOf(seriesIds: readonly number[], sums: ReadonlyMap<number, bigint>): bigint {
  return seriesIds.reduce((total, id) => total + (sums.get(id) ?? 0n), 0n);
}

function thresholdList(thresholds: ResolvedBudget['definition']['thresholds']): BudgetState['thresholds'] {
  const list: { severity: Severity; ratio: number }[] = [];
  if (thresholds.warning !== undefined) list.push({ severity: 'warning', ratio: thresholds.warning });
  if (thresholds.critical !== undefined) list.push({ severity: 'critical', ratio: thresholds.critical });
  return list;
}

/** A threshold is reached at its ratio, a limit is exceeded above it; nothing spent is always in order. */
function statusOf(spent: number, limit: number, thresholds: BudgetState['thresholds']): BudgetStatus {
  if (spent > limit) return 'exceeded';
  const reached = thresholds.filter(({ ratio }) => spent > 0 && spent >= ratio * limit);
  return reached.at(-1)?.severity ?? 'ok';
}
