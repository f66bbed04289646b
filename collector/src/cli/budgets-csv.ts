import type { BudgetBody, BudgetsBody } from '../api/budgets-body.ts';
import { renderCsv } from '../usage/render-csv.ts';

const COLUMNS: readonly [title: string, cell: (budget: BudgetBody) => string | number | null][] = [
  ['budget', ({ name }) => name],
  ['owner', ({ owner }) => owner],
  ['currency', ({ currency }) => currency],
  ['unit', ({ unit }) => unit],
  ['period', ({ period }) => period.kind],
  ['period_start', ({ period }) => period.start],
  ['period_end', ({ period }) => period.end],
  ['limit', ({ limit }) => limit],
  ['spent', ({ spent }) => spent],
  ['remaining', ({ remaining }) => remaining],
  ['spent_ratio', ({ spentRatio }) => spentRatio],
  ['per_day_left', ({ perDayLeft }) => perDayLeft],
  ['projected_low', ({ projection }) => projection?.low ?? null],
  ['projected', ({ projection }) => projection?.middle ?? null],
  ['projected_high', ({ projection }) => projection?.high ?? null],
  ['days_until_limit', ({ projection }) => projection?.daysUntilLimit.middle ?? null],
  ['status', ({ status }) => status],
  ['projected_over', ({ projectedOver }) => String(projectedOver)],
];

/** Budgets as CSV (RFC 4180), a row for each period; those before the current one follow it, newest first. */
export function renderBudgetsCsv({ budgets }: BudgetsBody): string {
  return renderCsv(
    COLUMNS.map(([title]) => title),
    budgets
      .flatMap(({ past = [], ...current }) => [current, ...past])
      .map((budget) => COLUMNS.map(([, cell]) => String(cell(budget) ?? ''))),
  );
}
