import { styleText } from 'node:util';
import { displayWidth, padToWidth, truncateToWidth } from './display-width.ts';

export interface TableStyle {
  /** Columns of the terminal. */
  readonly width: number;
  readonly color: boolean;
}

export type Style = Parameters<typeof styleText>[0];

export interface TableColumn {
  readonly title: string;
  readonly align: 'left' | 'right';
  /** One a line. */
  readonly cells: readonly string[];
  /** Left out where the line is too short, the lowest number first; undefined: never. */
  readonly dispensable?: number;
  /** Columns of the terminal that the cells may be cut to. */
  readonly shrinksTo?: number;
  readonly style?: (line: number) => Style | undefined;
}

/** A column whose cells are drawn to whatever width is left. */
export interface BarColumn {
  readonly ratios: readonly (number | null)[];
  readonly dispensable: number;
}

const GAP = '  ';
const BAR_WIDTH = { least: 6, most: 24 };
const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];

/** Colours a text, or leaves it as it is. */
export function paint(text: string, style: Style | undefined, color: boolean): string {
  return color && style !== undefined ? styleText(style, text, { validateStream: false }) : text;
}

/**
 * Lays columns out as lines: title, rule, rows, and the last row under a second rule when it is a total. Bars, if any, go
 * after the first column that is aligned to the right.
 */
export function renderColumns(
  columns: readonly TableColumn[],
  bar: BarColumn | undefined,
  { width, color }: TableStyle,
  hasTotal: boolean,
): string[] {
  const { kept, keepsBar } = fit(columns, bar, width);
  const widths = shrink(kept, width - (keepsBar ? BAR_WIDTH.least + GAP.length : 0));
  const used = sumOf(widths) + GAP.length * (kept.length - 1);
  const barWidth = keepsBar ? Math.min(BAR_WIDTH.most, width - used - GAP.length) : 0;
  const barAt = kept.findIndex(({ align }) => align === 'right') + 1;
  const line = (cellOf: (column: TableColumn) => string, barCell: string, styled?: number) => {
    const cells = kept.map((column, index) => {
      const cell = padToWidth(
        truncateToWidth(cellOf(column), widths[index] ?? 0),
        widths[index] ?? 0,
        column.align,
      );
      return styled === undefined ? cell : paint(cell, column.style?.(styled), color);
    });
    if (keepsBar) {
      const padding = ' '.repeat(barWidth - displayWidth(barCell));
      cells.splice(barAt, 0, paint(barCell, barCell === '' ? undefined : 'cyan', color) + padding);
    }
    return trimEnd(cells.join(GAP));
  };
  const lineCount = columns[0]?.cells.length ?? 0;
  const lines = Array.from({ length: lineCount }, (_, index) =>
    line(({ cells }) => cells[index] ?? '', renderBar(bar?.ratios[index] ?? 0, barWidth), index),
  );
  const header = paint(
    line(({ title }) => title, ''),
    'dim',
    color,
  );
  const ruleWidth = sumOf(widths) + GAP.length * (kept.length - 1) + (keepsBar ? barWidth + GAP.length : 0);
  const rule = paint('─'.repeat(ruleWidth), 'dim', color);
  const last = hasTotal ? [rule, paint(lines.at(-1) ?? '', 'bold', color)] : lines.slice(-1);
  return [header, rule, ...lines.slice(0, -1), ...last];
}

/** A bar of at most `cells` characters, to an eighth of one; anything above nothing is seen. */
export function renderBar(ratio: number, cells: number): string {
  const eighths = Math.min(cells * 8, Math.max(ratio > 0 ? 1 : 0, Math.round(ratio * cells * 8)));
  return '█'.repeat(Math.floor(eighths / 8)) + (EIGHTHS[eighths % 8] ?? '');
}

/** Leaves columns out until the rest fits with what can be cut cut. */
function fit(columns: readonly TableColumn[], bar: BarColumn | undefined, width: number) {
  let kept = columns;
  let keepsBar = bar !== undefined;
  const least = () =>
    sumOf(kept.map(leastWidth)) +
    GAP.length * (kept.length - 1) +
    (keepsBar ? BAR_WIDTH.least + GAP.length : 0);
  while (least() > width) {
    const ranks = kept.flatMap(({ dispensable }) => (dispensable === undefined ? [] : [dispensable]));
    if (keepsBar && bar) ranks.push(bar.dispensable);
    if (ranks.length === 0) break;
    const first = Math.min(...ranks);
    if (keepsBar && bar?.dispensable === first) keepsBar = false;
    else {
      const dropped = kept.findLastIndex(({ dispensable }) => dispensable === first);
      kept = kept.filter((_, index) => index !== dropped);
    }
  }
  return { kept, keepsBar };
}

/** Widths of columns: what can be cut is cut, the widest first, until the line fits. */
function shrink(columns: readonly TableColumn[], width: number): number[] {
  const widths = columns.map(naturalWidth);
  const available = width - GAP.length * (columns.length - 1);
  while (sumOf(widths) > available) {
    let widest = -1;
    for (const [index, column] of columns.entries()) {
      const own = widths[index] ?? 0;
      if (own > leastWidth(column) && own > (widths[widest] ?? 0)) widest = index;
    }
    if (widest < 0) break;
    widths[widest] = (widths[widest] ?? 0) - 1;
  }
  return widths;
}

function naturalWidth({ title, cells }: TableColumn): number {
  return cells.reduce((most, cell) => Math.max(most, displayWidth(cell)), displayWidth(title));
}

function leastWidth(column: TableColumn): number {
  return Math.min(naturalWidth(column), column.shrinksTo ?? Infinity);
}

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0);
}

/** Without spaces at the end, also where colours end the line. */
function trimEnd(line: string): string {
  return line.replace(/ +$/, '');
}
