import { styleText } from 'node:util';
import type { BudgetState, BudgetStatus } from '../budget/state.ts';
import { renderBudgetBar } from './budget-bar.ts';
import { renderMoney } from './money.ts';
import { printable } from './printable.ts';

/** The part of a budget in `/api/v1/budgets` that the table shows. */
export type BudgetRow = Pick<
  BudgetState,
  | 'name'
  | 'currency'
  | 'limit'
  | 'spent'
  | 'spentRatio'
  | 'projection'
  | 'thresholds'
  | 'status'
  | 'projectedOver'
>;

export interface TableStyle {
  /** Characters to a line. */
  readonly width: number;
  readonly color: boolean;
}

const BAR_CELLS = { least: 8, most: 40 };
const LONGEST_NAME = 32;
const GAP = '  ';

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
    cell: ({ spentRatio }) => (spentRatio === null ? '-' : percent(spentRatio)),
  },
  { title: 'Spent', align: 'right', cell: (budget) => money(budget, budget.spent), dispensable: 3 },
  { title: 'Limit', align: 'right', cell: (budget) => money(budget, budget.limit), dispensable: 2 },
  {
    title: 'Projected',
    align: 'right',
    cell: (budget) => (budget.projection ? money(budget, budget.projection.middle) : '-'),
    dispensable: 1,
  },
  { title: 'Status', align: 'left', cell: statusInWords },
];

/**
 * Budgets as lines of text, a header first: name, bar, share of the limit, spent, limit, projected, status. On a narrow
 * terminal the bar shrinks first, then columns go.
 */
export function renderBudgetTable(budgets: readonly BudgetRow[], { width, color }: TableStyle): string[] {
  if (budgets.length === 0) return ['No budgets.'];
  const names = fill('left', [
    'Budget',
    ...budgets.map(({ name }) => shorten(printable(name), LONGEST_NAME)),
  ]);
  const nameWidth = names[0]?.length ?? 0;
  const columns = fittingColumns(
    COLUMNS.map((column) => fillColumn(column, budgets)),
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
  return [1, 2, 3].reduce(
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

function statusInWords({ status, projectedOver }: BudgetRow): string {
  return projectedOver && status !== 'exceeded' ? `${status}, projected over` : status;
}

function money({ currency, limit }: BudgetRow, amount: number): string {
  return renderMoney(amount, currency, limit);
}

/** Rounded down: 99.6 % must not read as a limit that is reached. */
function percent(ratio: number): string {
  return `${Math.floor(ratio * 100)} %`;
}

function shorten(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`;
}
