import { describe, expect, it } from 'vitest';
import { placeScaleLabels } from './scale-labels.ts';

const LETTER_PX = 6;
const labelsAt = (todayPercent: number | null, limitPercent = 50, barsWidthPx = 400) =>
  placeScaleLabels({
    barsWidthPx,
    todayPercent,
    limitPercent,
    todayText: 'today 72%',
    widthOf: (text) => text.length * LETTER_PX,
  });
const textsAt = (...input: Parameters<typeof labelsAt>) => labelsAt(...input).map(({ text }) => text);

describe('the labels of the scale', () => {
  it('stand centred over their marks', () => {
    expect(labelsAt(25)).toEqual([
      { text: '0', leftPx: 0 },
      { text: 'today 72%', leftPx: 100 - 27 },
      { text: 'limit', leftPx: 200 - 15 },
    ]);
  });

  it('never touch each other, wherever today is', () => {
    for (let today = 0; today <= 50; today += 1) {
      const labels = labelsAt(today);
      labels.slice(1).forEach((label, index) => {
        const before = labels[index];
        expect(label.leftPx).toBeGreaterThanOrEqual(
          (before?.leftPx ?? 0) + (before?.text.length ?? 0) * LETTER_PX,
        );
      });
    }
  });

  it('leave out 0 where today takes its place', () => {
    expect(textsAt(2)).toEqual(['today 72%', 'limit']);
  });

  it('leave out today where there is no room for it, or the rows have none in common', () => {
    expect(textsAt(40, 50, 80)).toEqual(['0', 'limit']);
    expect(textsAt(null)).toEqual(['0', 'limit']);
  });
});
