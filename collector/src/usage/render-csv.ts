import type { UsageQuery, UsageReport } from './query.ts';

/** Renders a report as CSV (RFC 4180) with a header: time, labels, cost, requests, then one column a unit. */
export function renderUsageCsv(report: UsageReport, query: Pick<UsageQuery, 'groupBy' | 'by'>): string {
  const units = [...new Set(report.rows.flatMap((row) => Object.keys(row.units)))].sort();
  const header = [
    ...(query.by ? [query.by] : []),
    ...query.groupBy,
    'cost_usd',
    'requests',
    'unpriced',
    ...units,
  ];
  const lines = report.rows.map((row) => [
    ...(query.by ? [row.start?.toISOString() ?? ''] : []),
    ...query.groupBy.map((label) => row.labels[label] ?? ''),
    decimalUsd(row.costNanoUsd),
    String(row.requests ?? ''),
    String(row.unpriced ?? ''),
    ...units.map((unit) => String(row.units[unit] ?? 0)),
  ]);
  return [header, ...lines].map((cells) => `${cells.map(quoted).join(',')}\r\n`).join('');
}

/** Nano-USD as an exact decimal number of dollars. */
export function decimalUsd(nanoUsd: bigint): string {
  const digits = String(nanoUsd).padStart(10, '0');
  return `${digits.slice(0, -9)}.${digits.slice(-9)}`;
}

function quoted(cell: string): string {
  // A label is text that somebody else chose: a leading =, +, - or @ would be a formula to a spreadsheet.
  const inert = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(inert) ? `"${inert.replaceAll('"', '""')}"` : inert;
}
