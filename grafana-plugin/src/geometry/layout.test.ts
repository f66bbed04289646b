import { describe, expect, it } from 'vitest';
import { chooseLayout, type LayoutInput, MARK_OVERHANG_PX } from './layout.ts';

const layoutOf = (widthPx: number, heightPx: number, changes: Partial<LayoutInput> = {}) =>
  chooseLayout({
    widthPx,
    heightPx,
    rowCount: 6,
    textWidths: { namePx: 70, amountPx: 120, statusPx: 180, detailPx: 170 },
    showStatus: true,
    ...changes,
  });

describe('what a panel shows in the room it has', () => {
  it('shows everything in a large panel', () => {
    expect(layoutOf(1000, 400)).toMatchObject({
      arrangement: 'full',
      subLines: true,
      band: true,
      scaleLabels: true,
      nameWidthPx: 120,
      statusWidthPx: 180,
    });
  });

  it('drops the status in words first, then stacks name and bar', () => {
    expect(layoutOf(600, 400)).toMatchObject({ arrangement: 'short', statusWidthPx: 56 });
    expect(layoutOf(300, 400)).toMatchObject({ arrangement: 'stacked', nameWidthPx: 0, statusWidthPx: 0 });
  });

  it('gives way to a smaller arrangement rather than cut off amounts or words', () => {
    const short = { namePx: 70, amountPx: 60, statusPx: 180, detailPx: 170 };
    expect(layoutOf(640, 400, { textWidths: { ...short, detailPx: 200 } })).toMatchObject({
      arrangement: 'short',
    });
    const long = { ...short, amountPx: 165 };
    expect(layoutOf(600, 400, { textWidths: long }).arrangement).toBe('short');
    expect(layoutOf(500, 400, { textWidths: long })).toMatchObject({
      arrangement: 'stacked',
      subLines: true,
    });
    // Without second lines there is no amount to be cut off.
    expect(layoutOf(500, 200, { textWidths: long })).toMatchObject({ arrangement: 'short', subLines: false });
  });

  it('tells the share in place of an amount that does not fit beside the name over its bar', () => {
    const textWidths = { namePx: 70, amountPx: 165, statusPx: 180, detailPx: 170 };
    expect(layoutOf(300, 400, { textWidths })).toMatchObject({ arrangement: 'stacked', subLines: true });
    expect(layoutOf(200, 400, { textWidths })).toMatchObject({ arrangement: 'stacked', subLines: false });
  });

  it.each([
    [1000, 12],
    [400, 20],
    [200, 20],
  ])('fits a row into a panel of %d x %d pixels', (widthPx, heightPx) => {
    const layout = layoutOf(widthPx, heightPx);
    expect(layout).toMatchObject({ rowHeightPx: heightPx, subLines: false, scaleLabels: false });
    expect(layout.arrangement).not.toBe('stacked');
    expect(layout.barHeightPx + 2 * MARK_OVERHANG_PX).toBeLessThanOrEqual(heightPx);
  });

  it('drops second lines when the rows would not fit with them', () => {
    expect(layoutOf(1000, 200)).toMatchObject({ subLines: false, nameWidthPx: 70 });
  });

  it('drops the band where the bar is too short for it', () => {
    expect(layoutOf(150, 80)).toMatchObject({ arrangement: 'stacked', band: false });
  });

  it('drops the labels of the scale in a panel of one or two rows', () => {
    expect(layoutOf(1000, 60)).toMatchObject({ scaleLabels: false });
  });

  it('lets rows grow with the panel, but not without end, and scrolls rather than squeeze them', () => {
    expect(layoutOf(1000, 2000).rowHeightPx).toBe(58);
    expect(layoutOf(1000, 400, { rowCount: 500 }).rowHeightPx).toBe(22);
  });

  it('never lets texts take the room of the bars', () => {
    const textWidths = { namePx: 2000, amountPx: 50, statusPx: 2000, detailPx: 50 };
    const { nameWidthPx, statusWidthPx } = layoutOf(1000, 400, { textWidths });
    expect(nameWidthPx + statusWidthPx).toBeLessThanOrEqual(600);
  });

  it('has no status column when it is switched off', () => {
    expect(layoutOf(1000, 400, { showStatus: false }).statusWidthPx).toBe(0);
  });
});
