import { styleText } from 'node:util';
import type { BudgetBody } from '../api/budgets-body.ts';
import type { BudgetStatus } from '../budget/thresholds.ts';
import { renderAmount, renderNamedAmount } from './amount.ts';
import { renderBudgetBar } from './budget-bar.ts';
import { printable } from './printable.ts';

/** The part of a budget in `/api/v1/budgets` that the table shows. */
export type BudgetRow = Pick<
  BudgetBody,
  | 'name'
  | 'currency'
  | 'unit'
  | 'limit'
  | 'spent'
  | 'spentRatio'
  | 'perDayLeft'
  | 'projection'
  | 'thresholds'
  | 'status'
  | 'projectedOver'
> & { readonly period: Pick<BudgetBody['period'], 'phase'> };

export interface TableStyle {
  /** Characters to a line. */
  readonly width: number;
  readonly color: boolean;
}

const BAR_CELLS = { least: 8, most: 40 };
const LONGEST_NAME = 32;
const GAP = '  ';
const NOTHING = '-';

type Style = Parameters<typeof styleText>[0];

const STYLE: Readonly<Record<BudgetStatus, Style>> = {
  ok: 'green',
  warning: 'yellow',
  critical: 'red',
  exceeded: ['bold', 'red'],
};

interface Column {
  readonly title: string;
  readonly align: 'left' | 'right';
  readonly cell: (budget: BudgetRow) => string;
  /** Left out first where the line is too short; undefined: never. */
  readonly dispensable?: number;
}

const COLUMNS: readonly Column[] = [
  {
    title: 'Used',
    align: 'right',
    cell: ({ spentRatio }) => (spentRatio === null ? NOTHING : percent(spentRatio)),
  },
  { title: 'Spent', align: 'right', cell: (budget) => amount(budget, budget.spent), dispensable: 6 },
  {
    title: 'Limit',
    align: 'right',
    cell: (budget) => renderNamedAmount(budget, budget.limit, budget.limit),
    dispensable: 5,
  },
  {
    title: 'Left a day',
    align: 'right',
    cell: (budget) => (budget.perDayLeft === null ? NOTHING : amount(budget, budget.perDayLeft)),
    dispensable: 3,
  },
  {
    title: 'Projected',
    align: 'right',
    cell: (budget) => (budget.projection ? amount(budget, budget.projection.middle) : NOTHING),
    dispensable: 4,
  },
  { title: '80 % band', align: 'right', cell: band, dispensable: 1 },
  { title: 'Limit in', align: 'right', cell: daysUntilLimit, dispensable: 2 },
  { title: 'Status', align: 'left', cell: statusInWords },
];

/**
 * Budgets as lines of text, a header first: name, bar, share of the limit, spent, limit, what is left a day, projected
 * with its band, how soon the limit is reached, status. On a narrow terminal the bar shrinks first, then columns go; a column in which no budget has
 * anything is not shown.
 */
export function renderBudgetTable(budgets: readonly BudgetRow[], { width, color }: TableStyle): string[] {
  if (budgets.length === 0) return ['No budgets.'];
  const names = fill('left', [
    'Budget',
    ...budgets.map(({ name }) => shorten(printable(name), LONGEST_NAME)),
  ]);
  const nameWidth = names[0]?.length ?? 0;
  const columns = fittingColumns(
    COLUMNS.map((column) => fillColumn(column, budgets)).filter(({ cells }) =>
      cells.slice(1).some(saysSomething),
    ),
    width - nameWidth - BAR_CELLS.least - GAP.length,
  );
  const roomForBar = width - nameWidth - GAP.length - widthOf(columns);
  const barCells = Math.max(BAR_CELLS.least, Math.min(BAR_CELLS.most, roomForBar));
  const paint = (style: Style, text: string): string =>
    color ? styleText(style, text, { validateStream: false }) : text;

  const header = [names[0], ' '.repeat(barCells), ...columns.map(({ cells }) => cells[0])]
    .join(GAP)
    .trimEnd();
  const rows = budgets.map((budget, index) => {
    const style = STYLE[budget.status];
    const bar = paint(style, renderBudgetBar(barOf(budget), barCells));
    const numbers = columns.slice(0, -1).map(({ cells }) => cells[index + 1]);
    return [names[index + 1], bar, ...numbers, paint(style, statusInWords(budget))].join(GAP);
  });
  return [paint('dim', header), ...rows];
}

/** A column's title and cells, all of one width. */
interface FilledColumn {
  readonly column: Column;
  readonly cells: readonly string[];
}

function fillColumn(column: Column, budgets: readonly BudgetRow[]): FilledColumn {
  return { column, cells: fill(column.align, [column.title, ...budgets.map(column.cell)]) };
}

function fill(align: 'left' | 'right', texts: readonly string[]): string[] {
  const width = texts.reduce((most, text) => Math.max(most, text.length), 0);
  return texts.map((text) => (align === 'right' ? text.padStart(width) : text.padEnd(width)));
}

function widthOf(columns: readonly FilledColumn[]): number {
  return columns.reduce((sum, { cells }) => sum + GAP.length + (cells[0]?.length ?? 0), 0);
}

function fittingColumns(columns: readonly FilledColumn[], width: number): readonly FilledColumn[] {
  return [1, 2, 3, 4, 5, 6].reduce(
    (kept, step) =>
      widthOf(kept) <= width ? kept : kept.filter(({ column }) => column.dispensable !== step),
    columns,
  );
}

function barOf({ limit, spent, spentRatio, projection, thresholds }: BudgetRow) {
  return {
    // A limit of nothing is used up by anything.
    spentRatio: spentRatio ?? (spent > 0 ? 1 : 0),
    projectedRatio: projection && limit > 0 ? projection.middle / limit : null,
    thresholdRatios: thresholds.map(({ ratio }) => ratio),
  };
}

function statusInWords({ status, projectedOver, period: { phase } }: BudgetRow): string {
  if (phase === 'upcoming') return 'not begun';
  if (phase === 'over') return `${status}, ended`;
  return projectedOver && status !== 'exceeded' ? `${status}, projected over` : status;
}

function amount(budget: BudgetRow, value: number): string {
  return renderAmount(budget, value, budget.limit);
}

function band(budget: BudgetRow): string {
  const { low, high } = budget.projection ?? { low: null, high: null };
  return low === null || high === null ? NOTHING : `${amount(budget, low)} to ${amount(budget, high)}`;
}

/** How soon the limit is expected to be reached; nothing where it is not within the period, or was already. */
function daysUntilLimit({ projection, status }: BudgetRow): string {
  const days = projection?.daysUntilLimit.middle ?? null;
  if (days === null || status === 'exceeded') return NOTHING;
  return days < 2 ? `${Math.round(days * 24)} h` : `${Math.floor(days)} days`;
}

function saysSomething(cell: string): boolean {
  return cell.trim() !== NOTHING;
}

/** Rounded down: 99.6 % must not read as a limit that is reached. */
function percent(ratio: number): string {
  return `${Math.floor(ratio * 100)} %`;
}

function shorten(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`;
}
