import { css, cx } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import { memo } from 'react';
import type { BudgetRow } from '../../budget/row.ts';
import { calculateBar } from '../../geometry/bar-geometry.ts';
import { CAPTION_GAP_PX, COLUMN_GAP_PX, type Layout } from '../../geometry/layout.ts';
import type { RowText } from '../../text/row-text.ts';
import { STATUS_WORDS } from '../../text/status-words.ts';
import { SMALL_TEXT_SIZE_PX, TEXT_SIZE_PX } from '../text-widths.ts';
import { Bar } from './Bar.tsx';
import { hasLinks, LinkedRow } from './LinkedRow.tsx';
import { Meter } from './Meter.tsx';
import { RowStatus } from './RowStatus.tsx';
import { StatusSign } from './StatusSign.tsx';
import type { TooltipHandlers } from './use-row-tooltip.ts';

export interface BarRowProps {
  row: BudgetRow;
  text: RowText;
  layout: Layout;
  scaleEnd: number;
  showProjection: boolean;
  showToday: boolean;
  index: number;
  handlersOf: (index: number) => TooltipHandlers;
}

const LINE_HEIGHT_PX = 18;

/** One budget: its name and amount, its bar, its status. */
export const BarRow = memo(function BarRow(props: BarRowProps) {
  const { row, text, layout, scaleEnd, showProjection, showToday, index, handlersOf } = props;
  const styles = useStyles2(getStyles);
  const { name, cell } = row.budget;
  const geometry = calculateBar(row, scaleEnd);
  const stacked = layout.arrangement === 'stacked';
  const bar = (
    <Meter name={name} row={row} sentence={text.sentence} focusable={!hasLinks(cell)}>
      {geometry ? (
        <Bar
          row={row}
          geometry={geometry}
          heightPx={layout.barHeightPx}
          showProjection={showProjection}
          showBand={layout.band}
          showToday={showToday}
        />
      ) : (
        <div className={styles.noBar}>{STATUS_WORDS[row.status].toLowerCase()}</div>
      )}
    </Meter>
  );
  return (
    <div
      role="listitem"
      className={cx(styles.item, layout.rowHeightPx < LINE_HEIGHT_PX && styles.low)}
      style={{ height: layout.rowHeightPx, fontSize: Math.min(TEXT_SIZE_PX, layout.rowHeightPx) }}
      {...handlersOf(index)}
    >
      <LinkedRow
        cell={cell}
        label={`${name}: ${text.sentence}`}
        className={stacked ? styles.stacked : styles.columns}
        style={stacked ? {} : { gridTemplateColumns: columnsOf(layout) }}
      >
        {stacked ? (
          <div className={styles.caption}>
            <StatusSign status={row.status} />
            <span className={cx(styles.name, styles.grow)}>{name}</span>
            <span className={styles.small}>{layout.subLines ? text.amount : text.share}</span>
          </div>
        ) : (
          <div className={styles.cell}>
            <div className={styles.name}>{name}</div>
            {layout.subLines && <div className={styles.small}>{text.amount}</div>}
          </div>
        )}
        {bar}
        {!stacked && layout.statusWidthPx > 0 && <RowStatus row={row} text={text} layout={layout} />}
      </LinkedRow>
    </div>
  );
});

/** The columns that the rows, the labels of the scale and the line of today share. */
export function columnsOf({ nameWidthPx, statusWidthPx }: Layout): string {
  const status = statusWidthPx > 0 ? ` ${statusWidthPx}px` : '';
  return nameWidthPx > 0 ? `${nameWidthPx}px minmax(0, 1fr)${status}` : 'minmax(0, 1fr)';
}

const getStyles = (theme: GrafanaTheme2) => {
  const ellipsis = { overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' } as const;
  return {
    item: css({ display: 'flex', alignItems: 'center', minWidth: 0 }),
    // Text of a row that is lower than a line is as high as the row, and no mark stands out into the next one.
    low: css({ overflow: 'clip', '&& *': { lineHeight: 1, fontSize: `min(1em, ${SMALL_TEXT_SIZE_PX}px)` } }),
    columns: css({ display: 'grid', alignItems: 'center', columnGap: COLUMN_GAP_PX, width: '100%' }),
    stacked: css({ display: 'grid', rowGap: 3, width: '100%' }),
    cell: css({ minWidth: 0 }),
    caption: css({ display: 'flex', alignItems: 'center', gap: CAPTION_GAP_PX, minWidth: 0 }),
    grow: css({ flex: 1 }),
    name: css({
      ...ellipsis,
      fontWeight: theme.typography.fontWeightMedium,
      lineHeight: `${LINE_HEIGHT_PX}px`,
    }),
    small: css({
      ...ellipsis,
      fontSize: theme.typography.bodySmall.fontSize,
      lineHeight: '16px',
      color: theme.colors.text.secondary,
    }),
    noBar: css({
      display: 'flex',
      alignItems: 'center',
      gap: theme.spacing(1),
      lineHeight: 1,
      fontSize: theme.typography.bodySmall.fontSize,
      color: theme.colors.text.secondary,
      '&::after': { content: '""', flex: 1, borderTop: `1px dashed ${theme.colors.border.medium}` },
    }),
  };
};
