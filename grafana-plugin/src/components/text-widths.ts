import { measureText } from '@grafana/ui';
import type { TextWidths } from '../geometry/layout.ts';
import type { RowText } from '../text/row-text.ts';

export const TEXT_SIZE_PX = 14;
export const SMALL_TEXT_SIZE_PX = 12;
const MEDIUM_WEIGHT = 500;

/** Where there is no canvas to measure with, an average letter of Inter is this share of the font size. */
const AVERAGE_LETTER = 0.56;

/** Letter spacing of Grafana's body text, as a share of the font size; measuring leaves it out. */
const LETTER_SPACING = 0.0125;

/** Width of a text in the panel's font, in pixels, and one more for rounding. */
export function textWidthPx(text: string, sizePx: number, weight?: number): number {
  try {
    return measureText(text, sizePx, weight).width + text.length * LETTER_SPACING * sizePx + 1;
  } catch {
    return text.length * sizePx * AVERAGE_LETTER;
  }
}

/** Only the longest texts are measured: a text with many fewer letters isn't the widest, and there may be 500 rows. */
const CANDIDATES = 24;

function widestPx(texts: readonly string[], sizePx: number, weight?: number): number {
  const longest = texts.toSorted((a, b) => b.length - a.length).slice(0, CANDIDATES);
  return longest.reduce((widest, text) => Math.max(widest, textWidthPx(text, sizePx, weight)), 0);
}

export function measureRows(names: readonly string[], texts: readonly RowText[]): TextWidths {
  return {
    namePx: widestPx(names, TEXT_SIZE_PX, MEDIUM_WEIGHT),
    amountPx: widestPx(
      texts.map((text) => text.amount),
      SMALL_TEXT_SIZE_PX,
    ),
    statusPx: widestPx(
      texts.map((text) => statusLine(text)),
      SMALL_TEXT_SIZE_PX,
      MEDIUM_WEIGHT,
    ),
    detailPx: widestPx(
      texts.map((text) => text.detail),
      SMALL_TEXT_SIZE_PX,
    ),
  };
}

/** The status with its share, as the status column writes it. */
export function statusLine({ status, share }: RowText): string {
  return share === null ? status : `${status} · ${share}`;
}
