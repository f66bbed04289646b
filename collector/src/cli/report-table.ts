import { type UsageBody, type UsageBodyRow, labelValue } from '../usage/usage-body.ts';
import { printable } from './printable.ts';
import { type Style, type TableColumn, type TableStyle, paint, renderColumns } from './table-layout.ts';
import { changeText, countText, usdText } from './usd-text.ts';

/** What a row shows where the spend lacks the label; in parentheses, so that it cannot be taken for a value. */
const ABSENT = '(none)';
/** Units worth a column; a report by CSV or JSON has all of them. */
const SHOWN_UNITS = ['input_tokens', 'output_tokens', 'emails'];

const NO_STYLE: TableStyle = { width: Infinity, color: false };

/** A line of the table: a row, or the total. */
type Line = UsageBody['total'] & { readonly shareOfCost?: number | null };

/** A usage report as aligned lines of text with a header, bars, a total, and what the figures leave out. */
export function renderUsageTable(body: UsageBody, style: TableStyle = NO_STYLE): string[] {
  if (body.rows.length === 0) return ['Nothing was spent or used in this time.'];
  const lines: Line[] = [...body.rows, body.total];
  const isGroup = ({ otherGroups }: UsageBodyRow) => otherGroups === undefined;
  const largest = body.rows.filter(isGroup).reduce((most, { costUsd }) => Math.max(most, costUsd), 0);
  // Others are no group: their bar would dwarf those of groups.
  const ratios = body.rows.map((row) => (largest > 0 && isGroup(row) ? row.costUsd / largest : 0));
  const table = renderColumns(columnsOf(body, lines), { ratios, dispensable: 5 }, style, true);
  return [...table, ...footnotes(body, style)];
}

function columnsOf(body: UsageBody, lines: readonly Line[]): TableColumn[] {
  const largest = body.total.costUsd;
  const isShown = (value: (line: Line) => number | null) => lines.some((line) => (value(line) ?? 0) > 0);
  const units = SHOWN_UNITS.filter((unit) => lines.some((line) => line.units[unit] !== undefined));
  const right = (
    title: string,
    cell: (line: Line) => string,
    more: Partial<TableColumn> = {},
  ): TableColumn => ({ title, align: 'right', cells: lines.map(cell), ...more });
  return [
    ...keyColumns(body),
    right('cost', ({ costUsd }) => usdText(costUsd, largest)),
    right('share', ({ shareOfCost }) => (shareOfCost === undefined ? '' : share(shareOfCost)), {
      dispensable: 4,
    }),
    ...(body.previousPeriod === undefined
      ? []
      : [
          right('trend', trendText, {
            dispensable: 6,
            style: (line) => trendStyle(lines[line]),
          }),
        ]),
    right('requests', ({ requests }) => countText(requests), { dispensable: 3 }),
    ...(isShown(({ costPerRequestUsd }) => costPerRequestUsd)
      ? [right('per request', ({ costPerRequestUsd }) => perRequest(costPerRequestUsd), { dispensable: 2 })]
      : []),
    ...(isShown(({ unpriced }) => unpriced)
      ? [right('unpriced', ({ unpriced }) => countText(unpriced), { style: () => 'yellow' })]
      : []),
    ...(isShown(({ estimatedUsd }) => estimatedUsd)
      ? [right('estimated', ({ estimatedUsd }) => estimated(estimatedUsd, largest), { dispensable: 7 })]
      : []),
    ...units.map((unit) => right(unit, (line) => countText(line.units[unit] ?? 0), { dispensable: 1 })),
  ];
}

function keyColumns(body: UsageBody): TableColumn[] {
  const { by, groupBy, rows, timeZone = 'UTC' } = body;
  const titles = [...(by === undefined ? [] : [by]), ...groupBy];
  return (titles.length === 0 ? [''] : titles).map((title, index) => {
    const isTime = by !== undefined && index === 0;
    return {
      title,
      align: 'left',
      cells: [
        ...rows.map((row) =>
          isTime ? timeCell(row, by, timeZone) : labelCell(row, title, index === (by === undefined ? 0 : 1)),
        ),
        index === 0 ? 'total' : '',
      ],
      ...(!isTime && { shrinksTo: 8 }),
    };
  });
}

function timeCell({ start, otherGroups }: UsageBodyRow, unit: string, timeZone: string): string {
  return start === undefined ? othersText(otherGroups) : localTime(start, unit, timeZone);
}

function labelCell(row: UsageBodyRow, label: string, isFirst: boolean): string {
  if (row.otherGroups !== undefined) return isFirst ? othersText(row.otherGroups) : '';
  return label === '' ? '' : printable(labelValue(row, label) ?? ABSENT);
}

function othersText(count: number | undefined): string {
  return count === undefined ? '' : `(${count} ${count === 1 ? 'other' : 'others'})`;
}

/** A time as the calendar of the zone has it, as short as its unit allows. */
export function localTime(start: string, unit: string, timeZone: string): string {
  const text = new Intl.DateTimeFormat('sv', { timeZone, dateStyle: 'short', timeStyle: 'short' }).format(
    new Date(start),
  );
  if (unit === 'hour') return text;
  return unit === 'month' ? text.slice(0, 7) : text.slice(0, 10);
}

function share(ratio: number | null): string {
  return ratio === null ? '-' : `${(100 * ratio).toFixed(1)} %`;
}

function perRequest(usd: number | null): string {
  return usd === null ? '-' : usdText(usd, usd);
}

function estimated(usd: number | null, largest: number): string {
  return usd === null ? '-' : usdText(usd, largest);
}

function trendText({ costTrend, costChangeRatio }: Line): string {
  if (costTrend === 'new' || costTrend === 'gone') return costTrend;
  return costChangeRatio === null || costChangeRatio === undefined ? '-' : changeText(costChangeRatio);
}

/** Spending more is what one looks for. */
function trendStyle(line: Line | undefined): Style | undefined {
  switch (line?.costTrend) {
    case 'up':
    case 'new':
      return 'yellow';
    case 'down':
      return 'green';
    case 'gone':
      return 'dim';
    default:
      return undefined;
  }
}

/** What no figure may hide: requests without a price, and how much is no exact amount. */
function footnotes({ total, previousPeriod }: UsageBody, { color }: TableStyle): string[] {
  const lines: string[] = [];
  if (previousPeriod !== undefined) {
    const [from, to] = [previousPeriod.from, previousPeriod.to].map((time) => time.slice(0, 16));
    lines.push(paint(`trend: against ${from}Z to ${to}Z`.replaceAll('T', ' '), 'dim', color));
  }
  if ((total.unpriced ?? 0) > 0) lines.push(paint(unpricedNote(total.unpriced ?? 0), 'yellow', color));
  if ((total.estimatedUsd ?? 0) > 0) {
    const part = share((total.estimatedUsd ?? 0) / total.costUsd);
    lines.push(`${usdText(total.estimatedUsd ?? 0, total.costUsd)} (${part}) of the cost is estimated.`);
  }
  return lines.length === 0 ? [] : ['', ...lines];
}

export function unpricedNote(count: number): string {
  return count === 1
    ? '1 request has no known price: what it cost is not in these figures.'
    : `${countText(count)} requests have no known price: what they cost is not in these figures.`;
}
