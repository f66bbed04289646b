import { shareOfLimit, type ThresholdSeverity } from '../budget/budget.ts';
import type { BudgetRow } from '../budget/row.ts';
import { positionOf } from './scale.ts';

/** A stretch of the bar, in per cent of its width. */
export interface Span {
  from: number;
  to: number;
}

/** Where everything of one bar is drawn, in per cent of the width that all bars share. */
export interface BarGeometry {
  /** Spent within the limit. */
  spent: Span;
  /** Spent beyond the limit; null when it isn't. */
  over: Span | null;
  /** Spent beyond the end of the scale, so that the bar is broken off there. */
  broken: boolean;
  limit: number;
  notches: readonly { at: number; severity: ThresholdSeverity }[];
  /** `beyond`: it lies outside the scale, and its mark at the edge only points to it. */
  projection: { at: number; beyond: boolean } | null;
  /** From the low to the high projection; null unless both are known. */
  band: Span | null;
  /** Elapsed share of the period. */
  today: number | null;
}

/** Null for a budget without a limit: a bar of it would say nothing. */
export function calculateBar(row: BudgetRow, end: number): BarGeometry | null {
  const { budget, spentShare } = row;
  if (budget.limit === null) return null;
  const share = spentShare ?? 0;
  const limit = positionOf(1, end);
  const spentTo = positionOf(share, end);
  // Nothing may be spent of a zero limit, so all that is spent lies beyond it.
  const within = budget.limit === 0 ? 0 : Math.min(spentTo, limit);
  const shareOf = (amount: number) => shareOfLimit(amount, budget.limit) ?? 0;
  return {
    spent: { from: 0, to: within },
    over: share > 1 ? { from: limit, to: spentTo } : null,
    broken: share > end,
    limit,
    notches: budget.limit === 0 ? [] : notchesOf(row, end),
    projection: projectionOf(row, end, shareOf),
    band: bandOf(row, end, shareOf),
    today: row.elapsed === null ? null : positionOf(row.elapsed, end),
  };
}

/** Marks at a threshold of 100 % would hide behind the limit's. */
function notchesOf({ budget }: BudgetRow, end: number): BarGeometry['notches'] {
  return budget.thresholds
    .filter(({ ratio }) => ratio > 0 && ratio < end && ratio !== 1)
    .map(({ ratio, severity }) => ({ at: positionOf(ratio, end), severity }));
}

function projectionOf(
  { budget: { projection } }: BudgetRow,
  end: number,
  shareOf: (amount: number) => number,
): BarGeometry['projection'] {
  if (projection === null) return null;
  const share = shareOf(projection.middle);
  return { at: positionOf(share, end), beyond: share > end };
}

function bandOf(
  { budget: { projection } }: BudgetRow,
  end: number,
  shareOf: (amount: number) => number,
): Span | null {
  if (projection === null || projection.low === null || projection.high === null) return null;
  return { from: positionOf(shareOf(projection.low), end), to: positionOf(shareOf(projection.high), end) };
}
