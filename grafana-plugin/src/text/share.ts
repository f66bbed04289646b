import type { BudgetRow } from '../budget/row.ts';
import { isReached } from '../budget/status.ts';

/** A share in whole per cent, never rounded to a whole that isn't reached or is already passed. */
export function formatShare(share: number | null): string | null {
  if (share === null || !Number.isFinite(share)) return null;
  const percent = Math.round(share * 100);
  if (percent === 100 && share < 1) return '99%';
  if (percent === 100 && share > 1) return '>100%';
  return `${percent}%`;
}

/** What was spent as a share of the limit, never rounded up to a threshold that isn't reached: no "80%" beside "OK". */
export function formatSpentShare({ budget, spentShare }: BudgetRow): string | null {
  const { spent, limit, thresholds } = budget;
  if (spent === null || limit === null || spentShare === null) return formatShare(spentShare);
  const roundedUpTo = thresholds.some(
    (threshold) =>
      !isReached(threshold, spent, limit) && Math.round(spentShare * 100) / 100 >= threshold.ratio,
  );
  return roundedUpTo ? `${Math.floor(spentShare * 100)}%` : formatShare(spentShare);
}
