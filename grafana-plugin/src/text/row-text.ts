import type { TimeZone } from '@grafana/data';
import type { BudgetRow } from '../budget/row.ts';
import { formatRunsOut } from './moment.ts';
import { type FormatMoney, moneyFormatOf } from './money.ts';
import { formatSpentShare } from './share.ts';
import { statusPhrase } from './status-words.ts';

/** Everything that is written about a row. */
export interface RowText {
  /** "£212.40 of £300.00" */
  amount: string;
  /** "71%"; null where there is no share. */
  share: string | null;
  /** "Warning · projected over" */
  status: string;
  /** What a person asks next: "£87.60 left · £9.73 a day". */
  detail: string;
  /** All of it in one sentence, for screen readers. */
  sentence: string;
}

export interface RowTextContext {
  nowMs: number;
  timeZone: TimeZone;
  /** Whether to tell what is projected, or that nothing is yet. */
  showProjection: boolean;
}

export function rowText(row: BudgetRow, { nowMs, timeZone, showProjection }: RowTextContext): RowText {
  const config = row.budget.cell?.field.config ?? {};
  const money = moneyFormatOf(row.budget, config);
  const amount = amountText(row, money, config.noValue ?? 'No data');
  const share = formatSpentShare(row);
  const status = statusPhrase(row);
  const runsOut = row.runsOutMs === null ? null : `runs out ${formatRunsOut(row.runsOutMs, nowMs, timeZone)}`;
  const detail = [leftText(row, money), runsOut ?? paceText(row, money, showProjection)]
    .filter((part) => part !== null)
    .join(' · ');
  const projected =
    row.budget.projection && showProjection ? `projected ${money(row.budget.projection.middle)}` : null;
  const sentence = [amount, share, status, projected, detail]
    .filter((part) => part !== null && part !== '')
    .join(', ');
  return { amount, share, status, detail, sentence };
}

function amountText({ budget }: BudgetRow, money: FormatMoney, noValue: string): string {
  const spent = budget.spent === null ? noValue : money(budget.spent);
  return budget.limit === null ? spent : `${spent} of ${money(budget.limit)}`;
}

function leftText({ budget: { spent, limit } }: BudgetRow, money: FormatMoney): string | null {
  if (spent === null || limit === null) return null;
  return spent > limit ? `${money(spent - limit)} over` : `${money(limit - spent)} left`;
}

/** What may be spent per day; in its place, that there is no projection yet, when the panel is to show one. */
function paceText(row: BudgetRow, money: FormatMoney, showProjection: boolean): string | null {
  if (row.budget.limit === null || row.status === 'unknown' || row.status === 'exceeded') return null;
  if (showProjection && row.budget.projection === null) return 'no projection yet';
  return row.allowance === null
    ? null
    : `${money(row.allowance.amount)} ${row.allowance.per === 'day' ? 'a day' : 'an hour'}`;
}
