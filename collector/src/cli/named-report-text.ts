import type { NamedReportBody } from '../usage/named/named-report-body.ts';
import { renderHeatMap } from './heat-map.ts';
import { localTime, renderUsageTable } from './report-table.ts';
import { type TableStyle, paint, renderColumns } from './table-layout.ts';
import { changeText, countText, usdText } from './usd-text.ts';

/** A report with a name as lines of text. */
export function renderNamedReport(body: NamedReportBody, style: TableStyle): string[] {
  switch (body.report) {
    case 'peak-hours':
      return renderHeatMap(body, style);
    case 'users':
      return renderUsers(body, style);
    case 'month':
      return [...renderMonth(body, style), '', ...renderUsageTable(body.usage, style)];
    default:
      return renderUsageTable(body.usage, style);
  }
}

function renderUsers(body: Extract<NamedReportBody, { report: 'users' }>, style: TableStyle): string[] {
  const { rows, total, by, timeZone } = body;
  const most = rows.reduce((largest, { users }) => Math.max(largest, users), 0);
  const columns = [
    {
      title: by,
      align: 'left' as const,
      cells: [...rows.map(({ start }) => localTime(start, by, timeZone)), 'different users in all'],
    },
    {
      title: 'users',
      align: 'right' as const,
      cells: [...rows, { users: total }].map(({ users }) => countText(users)),
    },
  ];
  const ratios = rows.map(({ users }) => (most > 0 ? users / most : 0));
  const table = renderColumns(columns, { ratios, dispensable: 1 }, style, true);
  if (total > 0) return table;
  return [
    ...table,
    '',
    'No user is known: services tell them with withAttribution and its userId, imports with the column user.',
  ];
}

function renderMonth(body: Extract<NamedReportBody, { report: 'month' }>, { color }: TableStyle): string[] {
  const { usage, previousMonth, timeZone } = body;
  const { costUsd, previousPeriod, costChangeRatio } = usage.total;
  const name = monthName(usage.from, timeZone);
  const before = monthName(previousMonth.from, timeZone);
  const largest = Math.max(costUsd, previousMonth.costUsd);
  const change =
    costChangeRatio === null || costChangeRatio === undefined ? '' : `  ${changeText(costChangeRatio)}`;
  const share =
    previousMonth.costUsd > 0
      ? `  ${Math.round((100 * costUsd) / previousMonth.costUsd)} % of that so far`
      : '';
  const lines = [
    [`${name} to date`, usdText(costUsd, largest), ''],
    [`same days of ${before}`, usdText(previousPeriod?.costUsd ?? 0, largest), change],
    [`all of ${before}`, usdText(previousMonth.costUsd, largest), share],
  ] as const;
  const [first, second] = [0, 1].map((column) =>
    lines.reduce((most, line) => Math.max(most, (line[column] ?? '').length), 0),
  );
  return lines.map(([title, amount, note], index) =>
    paint(
      `${title.padEnd(first ?? 0)}  ${amount.padStart(second ?? 0)}${note}`,
      index === 0 ? 'bold' : undefined,
      color,
    ),
  );
}

function monthName(start: string, timeZone: string): string {
  return new Intl.DateTimeFormat('en', { timeZone, month: 'long', year: 'numeric' }).format(new Date(start));
}
