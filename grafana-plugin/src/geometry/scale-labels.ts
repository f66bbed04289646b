/** A label of the scale: where it stands, in pixels from the left edge of the bars, and which of its edges stands there. */
export interface ScaleLabel {
  text: string;
  leftPx: number;
}

export interface ScaleLabelsInput {
  barsWidthPx: number;
  /** Places of the marks, in per cent of the bars' width; null when the rows have no common one. */
  todayPercent: number | null;
  limitPercent: number;
  todayText: string;
  widthOf: (text: string) => number;
}

const LABEL_GAP_PX = 10;

/**
 * Sets the labels 0, today and limit over their marks. The limit keeps its place; today moves aside as far as it has to,
 * and 0 is left out where there is no room for it.
 */
export function placeScaleLabels(input: ScaleLabelsInput): ScaleLabel[] {
  const { barsWidthPx, todayPercent, limitPercent, todayText, widthOf } = input;
  const centred = (text: string, percent: number): ScaleLabel => {
    const leftPx = (percent / 100) * barsWidthPx - widthOf(text) / 2;
    return { text, leftPx: Math.max(0, Math.min(leftPx, barsWidthPx - widthOf(text))) };
  };
  const limit = centred('limit', limitPercent);
  const wanted = todayPercent === null ? null : clearOf(limit, centred(todayText, todayPercent), widthOf);
  const today = wanted !== null && wanted.leftPx >= 0 ? [wanted] : [];
  const others = [...today, limit];
  const zero: ScaleLabel = { text: '0', leftPx: 0 };
  const hasRoom = others.every(({ leftPx }) => leftPx >= widthOf('0') + LABEL_GAP_PX);
  return hasRoom ? [zero, ...others] : others;
}

/** Moves a label to the left until it doesn't touch the limit's. */
function clearOf(limit: ScaleLabel, label: ScaleLabel, widthOf: (text: string) => number): ScaleLabel {
  const endPx = limit.leftPx - LABEL_GAP_PX;
  return { ...label, leftPx: Math.min(label.leftPx, endPx - widthOf(label.text)) };
}
