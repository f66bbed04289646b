import type { PanelProps } from '@grafana/data';
import { PanelDataErrorView } from '@grafana/runtime';
import { useMemo } from 'react';
import { rowFromBudget } from '../budget/row.ts';
import { sortRows } from '../budget/sort-rows.ts';
import { budgetsFromFrames } from '../frames/budgets-from-frames.ts';
import type { PanelOptions } from '../options.ts';
import { BudgetBars } from './bars/BudgetBars.tsx';

const WRONG_DATA =
  'No budgets in this data. The panel needs the outlay_budget_* metrics (an instant query in table format is best), or a table with the columns name, spent and limit';

/** The panel as Grafana calls it: data in, one of the display modes out. */
export function BudgetPanel({
  data,
  options,
  width,
  height,
  id,
  fieldConfig,
  timeZone,
}: PanelProps<PanelOptions>) {
  const { budgets, asOfMs } = useMemo(() => budgetsFromFrames(data.series), [data.series]);
  const nowMs = asOfMs ?? data.timeRange.to.valueOf();
  const rows = useMemo(
    () =>
      sortRows(
        budgets.map((budget) => rowFromBudget(budget, nowMs)),
        options.sortBy,
      ),
    [budgets, nowMs, options.sortBy],
  );

  if (rows.length === 0) {
    const isEmpty = data.series.every((frame) => frame.length === 0);
    return (
      <PanelDataErrorView
        panelId={id}
        data={data}
        fieldConfig={fieldConfig}
        {...(isEmpty ? {} : { message: WRONG_DATA })}
      />
    );
  }
  return (
    <BudgetBars
      rows={rows}
      options={options}
      widthPx={width}
      heightPx={height}
      nowMs={nowMs}
      timeZone={timeZone}
    />
  );
}
