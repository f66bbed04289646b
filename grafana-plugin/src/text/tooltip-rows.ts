import type { Budget, Threshold } from '../budget/budget.ts';
import type { BudgetRow } from '../budget/row.ts';
import { formatPeriod, formatRunsOut } from './moment.ts';
import { type FormatMoney, moneyFormatOf } from './money.ts';
import type { RowTextContext } from './row-text.ts';
import { formatShare, formatSpentShare } from './share.ts';
import { STATUS_WORDS } from './status-words.ts';

export interface TooltipRow {
  label: string;
  value: string;
}

/** What is known about a budget, for its tooltip. */
export function tooltipRows(
  row: BudgetRow,
  { nowMs, timeZone, showProjection }: RowTextContext,
): TooltipRow[] {
  const { budget } = row;
  const { spent, limit, period } = budget;
  const money = moneyFormatOf(budget, budget.cell?.field.config);
  const share = formatSpentShare(row);
  const rows: (TooltipRow | null)[] = [
    spent === null
      ? null
      : { label: 'Spent', value: share === null ? money(spent) : `${money(spent)} (${share})` },
    { label: 'Limit', value: limit === null ? 'none' : money(limit) },
    spent === null || limit === null ? null : leftRow(spent, limit, money),
    row.allowance && { label: `Left per ${row.allowance.per}`, value: money(row.allowance.amount) },
    ...(showProjection ? projectionRows(budget, money) : []),
    row.runsOutMs === null
      ? null
      : { label: 'Runs out', value: formatRunsOut(row.runsOutMs, nowMs, timeZone) },
    ...budget.thresholds.map((threshold) => thresholdRow(threshold, limit, money)),
    period && { label: 'Period', value: formatPeriod(period.startMs, period.endMs, timeZone) },
    row.elapsed === null ? null : { label: 'Elapsed', value: formatShare(row.elapsed) ?? '' },
  ];
  return rows.filter((entry) => entry !== null);
}

function projectionRows({ projection, limit }: Budget, money: FormatMoney): TooltipRow[] {
  if (projection === null) return limit === null ? [] : [{ label: 'Projected', value: 'not yet' }];
  const { low, middle, high } = projection;
  const end = { label: "Projected for the period's end", value: money(middle) };
  if (low === null || high === null) return [end];
  return [end, { label: 'Likely between', value: `${money(low)} and ${money(high)}` }];
}

function leftRow(spent: number, limit: number, money: FormatMoney): TooltipRow {
  return spent > limit
    ? { label: 'Over', value: money(spent - limit) }
    : { label: 'Left', value: money(limit - spent) };
}

function thresholdRow(
  { severity, ratio }: Threshold,
  limit: number | null,
  money: FormatMoney,
): TooltipRow | null {
  if (!limit) return null;
  return { label: `${STATUS_WORDS[severity]} at`, value: `${money(ratio * limit)} (${formatShare(ratio)})` };
}
