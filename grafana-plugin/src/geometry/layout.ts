/** What is set beside or above a bar. */
export type Arrangement =
  /** Name, bar, status in words: each in a column. */
  | 'full'
  /** Name, bar, and of the status only a sign and the share. */
  | 'short'
  /** Name and amount over the bar. */
  | 'stacked';

export interface Layout {
  arrangement: Arrangement;
  /** Whether each row has its second text: the amount, and the detail under the status. */
  subLines: boolean;
  /** Whether the projection's band is drawn; its mark always is. */
  band: boolean;
  /** Whether the scale has labels above the bars. */
  scaleLabels: boolean;
  nameWidthPx: number;
  /** Zero when there is no status column. */
  statusWidthPx: number;
  rowHeightPx: number;
  barHeightPx: number;
}

/** Widest texts of all rows, in pixels. */
export interface TextWidths {
  namePx: number;
  amountPx: number;
  statusPx: number;
  detailPx: number;
}

export interface LayoutInput {
  widthPx: number;
  heightPx: number;
  rowCount: number;
  textWidths: TextWidths;
  showStatus: boolean;
}

export const SCALE_LABELS_HEIGHT_PX = 22;
export const COLUMN_GAP_PX = 16;
/** How far the marks of limit, today and thresholds stand out of the bar, above and below. */
export const MARK_OVERHANG_PX = 4;
/** The sign and the gaps of a caption over a bar. */
const CAPTION_SIGN_WIDTH_PX = 18;
export const CAPTION_GAP_PX = 6;

const SMALLEST_FULL_WIDTH_PX = 620;
const SMALLEST_SHORT_WIDTH_PX = 360;
const SMALLEST_BAND_BAR_WIDTH_PX = 180;
/** A sign and "100%". */
const SHORT_STATUS_WIDTH_PX = 56;

/** Columns give way to the bar: no text may take more than this share of the panel. */
const LARGEST_NAME_SHARE = 0.3;
const LARGEST_STATUS_SHARE = 0.3;

/** Below this no letter can be read. */
const SMALLEST_ROW_HEIGHT_PX = 10;

interface RowHeights {
  withSubLines: number;
  without: number;
  largest: number;
}

const COLUMN_ROW_HEIGHTS_PX: RowHeights = { withSubLines: 37, without: 22, largest: 58 };
const STACKED_ROW_HEIGHTS_PX: RowHeights = { withSubLines: 36, without: 34, largest: 48 };

/**
 * Chooses what to show in the room there is: the status in words goes first, then second lines, then the band. An
 * arrangement whose amounts or words would be cut off gives way to the next smaller one.
 */
export function chooseLayout(input: LayoutInput): Layout {
  const layouts = arrangementsFor(input).map((arrangement) => layoutAs(arrangement, input));
  const fitting = layouts.find((layout) => !cutsOff(layout, input));
  return fitting ?? (layouts.at(-1) as Layout);
}

/** What the panel's size allows, best first. */
function arrangementsFor({ widthPx, heightPx }: LayoutInput): Arrangement[] {
  // Where two lines don't fit, what is set on one line is better than half of what is set on two.
  if (heightPx < STACKED_ROW_HEIGHTS_PX.without)
    return widthPx >= SMALLEST_FULL_WIDTH_PX ? ['full', 'short'] : ['short'];
  if (widthPx >= SMALLEST_FULL_WIDTH_PX) return ['full', 'short', 'stacked'];
  return widthPx >= SMALLEST_SHORT_WIDTH_PX ? ['short', 'stacked'] : ['stacked'];
}

function layoutAs(arrangement: Arrangement, input: LayoutInput): Layout {
  const { widthPx, heightPx, rowCount } = input;
  const heights = arrangement === 'stacked' ? STACKED_ROW_HEIGHTS_PX : COLUMN_ROW_HEIGHTS_PX;

  const scaleLabels = arrangement !== 'stacked' && heightPx >= SCALE_LABELS_HEIGHT_PX + 2 * heights.without;
  const roomPx = heightPx - (scaleLabels ? SCALE_LABELS_HEIGHT_PX : 0);
  const fittingPx = Math.floor(roomPx / Math.max(1, rowCount));
  const subLines =
    fittingPx >= heights.withSubLines && (arrangement !== 'stacked' || amountFitsCaption(input));
  // In a panel lower than a row, a row is as low as the panel.
  const smallestPx = Math.max(SMALLEST_ROW_HEIGHT_PX, Math.min(heights.without, heightPx));
  const rowHeightPx = Math.min(heights.largest, Math.max(smallestPx, fittingPx));

  const columns = columnWidths(input, arrangement, subLines);
  const barWidthPx = widthPx - columns.nameWidthPx - columns.statusWidthPx;
  return {
    arrangement,
    subLines,
    band: barWidthPx >= SMALLEST_BAND_BAR_WIDTH_PX,
    scaleLabels,
    ...columns,
    rowHeightPx,
    barHeightPx: barHeight(arrangement, rowHeightPx),
  };
}

/** Whether amounts or words don't fit in their columns. Names may be shortened; their tooltips tell them in full. */
function cutsOff(
  { arrangement, subLines }: Layout,
  { widthPx, textWidths, showStatus }: LayoutInput,
): boolean {
  if (arrangement === 'stacked') return false;
  const { amountPx, statusPx, detailPx } = textWidths;
  const words = subLines ? Math.max(statusPx, detailPx) : statusPx;
  return (
    (subLines && amountPx > widthPx * LARGEST_NAME_SHARE) ||
    (arrangement === 'full' && showStatus && words > widthPx * LARGEST_STATUS_SHARE)
  );
}

/** Whether the amount fits beside a name over the bar, and leaves the name room to be told by. */
function amountFitsCaption({ widthPx, textWidths: { namePx, amountPx } }: LayoutInput): boolean {
  const nameRoomPx = Math.min(namePx, widthPx * LARGEST_NAME_SHARE);
  return CAPTION_SIGN_WIDTH_PX + nameRoomPx + CAPTION_GAP_PX + amountPx <= widthPx;
}

function columnWidths(
  { widthPx, textWidths, showStatus }: LayoutInput,
  arrangement: Arrangement,
  subLines: boolean,
): Pick<Layout, 'nameWidthPx' | 'statusWidthPx'> {
  if (arrangement === 'stacked') return { nameWidthPx: 0, statusWidthPx: 0 };
  const { namePx, amountPx, statusPx, detailPx } = textWidths;
  const name = subLines ? Math.max(namePx, amountPx) : namePx;
  const status = subLines ? Math.max(statusPx, detailPx) : statusPx;
  const wordsPx = Math.min(Math.ceil(status), widthPx * LARGEST_STATUS_SHARE);
  return {
    nameWidthPx: Math.min(Math.ceil(name), widthPx * LARGEST_NAME_SHARE),
    statusWidthPx: !showStatus ? 0 : arrangement === 'full' ? wordsPx : SHORT_STATUS_WIDTH_PX,
  };
}

function barHeight(arrangement: Arrangement, rowHeightPx: number): number {
  if (arrangement === 'stacked') return Math.round(Math.min(12, Math.max(8, rowHeightPx - 28)));
  const wantedPx = Math.min(22, Math.max(12, rowHeightPx * 0.42));
  return Math.round(Math.max(4, Math.min(wantedPx, rowHeightPx - 2 * MARK_OVERHANG_PX)));
}
