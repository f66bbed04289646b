import type { usageBody } from '../api/bodies.ts';
import type { GroupLabel } from '../usage/query.ts';
import { printable } from './printable.ts';

type Body = ReturnType<typeof usageBody>;

/** What a row shows where the spend lacks the label; in parentheses, so that it cannot be taken for a value. */
const ABSENT = '(none)';
/** Units worth a column; a report by CSV or JSON has all of them. */
const SHOWN_UNITS = ['input_tokens', 'output_tokens', 'emails'];

function labelValue(row: Body['rows'][number], label: GroupLabel): string | undefined {
  const value = (row as Readonly<Record<string, unknown>>)[label];
  return typeof value === 'string' ? value : undefined;
}

/** A usage report as aligned lines of text with a header and a total. */
export function renderUsageTable(body: Body): string[] {
  if (body.rows.length === 0) return ['Nothing was spent or used in this time.'];
  const units = SHOWN_UNITS.filter((unit) => body.rows.some((row) => row.units[unit] !== undefined));
  const keys = [...(body.by === undefined ? [] : [body.by]), ...body.groupBy];
  const header = [...keys, 'cost', 'share', 'requests', 'unpriced', ...units];
  const lines = body.rows.map((row) => [
    ...(body.by === undefined ? [] : [localTime(row.start ?? '', body.by, body.timeZone ?? 'UTC')]),
    ...body.groupBy.map((label: GroupLabel) => printable(labelValue(row, label) ?? ABSENT)),
    usd(row.costUsd),
    body.total.costUsd > 0 ? `${((100 * row.costUsd) / body.total.costUsd).toFixed(1)} %` : '-',
    whole(row.requests),
    whole(row.unpriced),
    ...units.map((unit) => whole(row.units[unit] ?? 0)),
  ]);
  const total = [
    ...keys.map((_, index) => (index === 0 ? 'total' : '')),
    usd(body.total.costUsd),
    '',
    whole(body.total.requests),
    whole(body.total.unpriced),
    ...units.map(() => ''),
  ];
  const table = [header, ...lines, total];
  const widths = header.map((_, column) => Math.max(...table.map((cells) => cells[column]?.length ?? 0)));
  const rendered = table.map((cells) =>
    cells
      .map((cell, column) =>
        column < keys.length ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd(),
  );
  const rule = widths.map((width) => '─'.repeat(width)).join('  ');
  return [rendered[0] ?? '', rule, ...rendered.slice(1, -1), rule, rendered.at(-1) ?? ''];
}

function localTime(start: string, unit: string, timeZone: string): string {
  const text = new Intl.DateTimeFormat('sv', { timeZone, dateStyle: 'short', timeStyle: 'short' }).format(
    new Date(start),
  );
  if (unit === 'hour') return text;
  return unit === 'month' ? text.slice(0, 7) : text.slice(0, 10);
}

function usd(amount: number): string {
  return `$${amount.toLocaleString('en', { minimumFractionDigits: 4, maximumFractionDigits: 4 })}`;
}

/** `-` for what is not kept by the labels of the report. */
function whole(count: number | null): string {
  if (count === null) return '-';
  return count.toLocaleString('en', { maximumFractionDigits: 2 });
}
