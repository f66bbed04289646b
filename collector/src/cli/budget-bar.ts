/** What a bar of one budget shows; ratios are shares of the limit. */
export interface BudgetBar {
  readonly spentRatio: number;
  /** Where the period is likely to end; null when it cannot be told. */
  readonly projectedRatio: number | null;
  readonly thresholdRatios: readonly number[];
}

const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];

/**
 * A bar of exactly `cells` characters that ends at the limit: filled to what is spent (in eighths of a cell), `◆` where
 * the period is likely to end (`▶` in the last cell when that is over the limit), `┆` at each threshold.
 */
export function renderBudgetBar(
  { spentRatio, projectedRatio, thresholdRatios }: BudgetBar,
  cells: number,
): string {
  const eighths = Math.floor(Math.min(Math.max(spentRatio, 0), 1) * cells * 8);
  const full = Math.floor(eighths / 8);
  const begun = EIGHTHS[eighths % 8] ?? '';
  const filled = '█'.repeat(full) + begun;
  // Anything spent is seen.
  const start = filled === '' && spentRatio > 0 && cells > 0 ? '▏' : filled;
  const rest = Array.from({ length: cells - start.length }, () => '·');

  const mark = (ratio: number, sign: string): void => {
    const cell = Math.min(Math.floor(ratio * cells), cells - 1) - start.length;
    if (cell >= 0) rest[cell] = sign;
  };
  for (const ratio of thresholdRatios) if (ratio < 1) mark(ratio, '┆');
  if (projectedRatio !== null) mark(projectedRatio, projectedRatio > 1 ? '▶' : '◆');
  return start + rest.join('');
}
