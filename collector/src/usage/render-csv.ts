import { type UsageBody, type UsageBodyRow, labelValue } from './usage-body.ts';

/** What stands in the first label's cell of the row that adds up the groups beyond the top. */
const OTHERS = '(others)';

/**
 * Renders a report as CSV (RFC 4180) with a header: time, labels, cost, requests, unpriced requests, then one column a
 * unit, and where it is compared, what was spent before.
 */
export function renderUsageCsv(body: UsageBody): string {
  const units = [...new Set(body.rows.flatMap((row) => Object.keys(row.units)))].sort();
  const columns: Column[] = [
    ...(body.by === undefined ? [] : [column(body.by, ({ start }) => start ?? '')]),
    ...body.groupBy.map((label, index) => column(label, (row) => labelCell(row, label, index))),
    column('cost_usd', ({ costNanoUsd }) => decimalUsd(BigInt(costNanoUsd))),
    column('requests', ({ requests }) => String(requests ?? '')),
    column('unpriced', ({ unpriced }) => String(unpriced ?? '')),
    ...units.map((unit) => column(unit, (row) => String(row.units[unit] ?? 0))),
    column('estimated_usd', ({ estimatedUsd }) => (estimatedUsd === null ? '' : estimatedUsd.toFixed(9))),
    ...(body.previousPeriod === undefined ? [] : COMPARED),
  ];
  return renderCsv(
    columns.map(({ title }) => title),
    body.rows.map((row) => columns.map(({ cell }) => cell(row))),
  );
}

interface Column {
  readonly title: string;
  readonly cell: (row: UsageBodyRow) => string;
}

function column(title: string, cell: Column['cell']): Column {
  return { title, cell };
}

const COMPARED: readonly Column[] = [
  column('previous_cost_usd', ({ previousPeriod }) => decimalUsd(BigInt(previousPeriod?.costNanoUsd ?? '0'))),
  column('previous_requests', ({ previousPeriod }) => String(previousPeriod?.requests ?? '')),
  column('cost_trend', ({ costTrend }) => costTrend ?? ''),
  column('cost_change_ratio', ({ costChangeRatio }) => String(costChangeRatio ?? '')),
];

function labelCell(row: UsageBodyRow, label: string, index: number): string {
  if (row.otherGroups !== undefined) return index === 0 ? OTHERS : '';
  return labelValue(row, label) ?? '';
}

/** A header and rows as CSV; cells are made inert for spreadsheets. */
export function renderCsv(header: readonly string[], rows: readonly (readonly string[])[]): string {
  return renderCsvRows([header, ...rows]);
}

export function renderCsvRows(rows: readonly (readonly string[])[]): string {
  return rows.map((cells) => `${cells.map(quoted).join(',')}\r\n`).join('');
}

/** Nano-USD as an exact decimal number of dollars. */
export function decimalUsd(nanoUsd: bigint): string {
  if (nanoUsd < 0n) return `-${decimalUsd(-nanoUsd)}`;
  const digits = String(nanoUsd).padStart(10, '0');
  return `${digits.slice(0, -9)}.${digits.slice(-9)}`;
}

function quoted(cell: string): string {
  // A label is text that somebody else chose: a leading =, +, - or @ would be a formula to a spreadsheet. A number is none.
  const inert = /^[=+\-@\t\r]/.test(cell) && !/^-?\d+(\.\d+)?(e[+-]?\d+)?$/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(inert) ? `"${inert.replaceAll('"', '""')}"` : inert;
}
