import { shareOfLimit } from '../budget/budget.ts';
import type { BudgetRow } from '../budget/row.ts';

/**
 * Right ends of the one scale that all bars of a panel share, as shares of the limit. Steps, so that the bars don't
 * shift with each refresh; the first leaves room for the mark of a limit and a little more.
 */
const SCALE_ENDS: readonly number[] = [1.25, 1.5, 2, 3];
/** A budget beyond this is broken off at the edge: one that is far over must not make all others illegible. */
const LARGEST_END = 3;
/** Early in a period projections jump about, so they stretch the scale less. */
const LARGEST_END_FOR_PROJECTIONS = 2;
/** Room for a mark at the very end. */
const MARGIN = 1.03;

export interface ScaleOptions {
  withProjection: boolean;
}

/** The share of the limit at the right edge of every bar. */
export function scaleEnd(rows: readonly BudgetRow[], { withProjection }: ScaleOptions): number {
  const spent = largestFinite(rows.map((row) => row.spentShare));
  const projected = withProjection ? largestFinite(rows.flatMap(projectedShares)) : 0;
  const needed = Math.max(spent * MARGIN, Math.min(projected * MARGIN, LARGEST_END_FOR_PROJECTIONS));
  return SCALE_ENDS.find((end) => needed <= end) ?? LARGEST_END;
}

function projectedShares({ budget: { projection, limit } }: BudgetRow): (number | null)[] {
  return projection ? [projection.middle, projection.high].map((amount) => shareOfLimit(amount, limit)) : [];
}

function largestFinite(shares: readonly (number | null)[]): number {
  return shares.reduce<number>(
    (top, share) => (share !== null && Number.isFinite(share) ? Math.max(top, share) : top),
    0,
  );
}

/** Where a share of the limit lies on the scale, in per cent of its width; at its edge when it lies beyond. */
export function positionOf(share: number, end: number): number {
  return Math.min(100, Math.max(0, (share / end) * 100));
}
