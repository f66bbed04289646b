import { css } from '@emotion/css';
import type { TimeZone } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import type { BudgetRow } from '../../budget/row.ts';
import { commonElapsed } from '../../geometry/common-elapsed.ts';
import { chooseLayout, COLUMN_GAP_PX, SCALE_LABELS_HEIGHT_PX } from '../../geometry/layout.ts';
import { positionOf, scaleEnd } from '../../geometry/scale.ts';
import type { PanelOptions } from '../../options.ts';
import { rowText } from '../../text/row-text.ts';
import { measureRows } from '../text-widths.ts';
import { BarRow, columnsOf } from './BarRow.tsx';
import { Legend } from './Legend.tsx';
import { RowTooltip } from './RowTooltip.tsx';
import { ScaleLabels } from './ScaleLabels.tsx';
import { TodayLine } from './TodayLine.tsx';
import { useRowTooltip } from './use-row-tooltip.ts';

export interface BudgetBarsProps {
  rows: readonly BudgetRow[];
  options: PanelOptions;
  widthPx: number;
  heightPx: number;
  nowMs: number;
  timeZone: TimeZone;
}

/** A bar for each budget, all on one scale: shares of the limit. */
export function BudgetBars({ rows, options, widthPx, heightPx, nowMs, timeZone }: BudgetBarsProps) {
  const styles = useStyles2(getStyles);
  const { open, handlersOf } = useRowTooltip();
  const { showProjection, showToday, showStatus } = options;

  const context = { nowMs, timeZone, showProjection };
  const texts = rows.map((row) => rowText(row, context));
  const textWidths = measureRows(
    rows.map((row) => row.budget.name),
    texts,
  );
  const layout = chooseLayout({ widthPx, heightPx, rowCount: rows.length, textWidths, showStatus });
  const end = scaleEnd(rows, { withProjection: showProjection });
  // Over stacked rows a line through all bars would run through their names.
  const elapsed = showToday && layout.arrangement !== 'stacked' ? commonElapsed(rows) : null;
  const today = elapsed === null ? null : { share: elapsed, percent: positionOf(elapsed, end) };

  const ownToday = showToday && today === null;

  const columns = columnsOf(layout);
  const gapsPx =
    (layout.nameWidthPx > 0 ? COLUMN_GAP_PX : 0) + (layout.statusWidthPx > 0 ? COLUMN_GAP_PX : 0);
  const barsWidthPx = widthPx - layout.nameWidthPx - layout.statusWidthPx - gapsPx;
  const hovered = open === null ? undefined : rows[open.index];

  return (
    <div
      className={styles.panel}
      style={{ width: widthPx, height: heightPx }}
      data-testid="outlay-budget-bars"
    >
      <div className={styles.rows}>
        {layout.scaleLabels && (
          <div className={styles.scale} style={{ gridTemplateColumns: columns }}>
            <div className={styles.bars}>
              <ScaleLabels barsWidthPx={barsWidthPx} today={today} limitPercent={positionOf(1, end)} />
            </div>
            {layout.arrangement === 'full' && layout.statusWidthPx > 0 && (
              <Legend
                projection={showProjection}
                today={ownToday && rows.some((row) => row.elapsed !== null)}
              />
            )}
          </div>
        )}
        <div role="list" aria-label="Budgets" className={styles.list}>
          {rows.map((row, index) => (
            <BarRow
              key={`${row.budget.name} ${row.budget.currency}`}
              row={row}
              text={texts[index] as (typeof texts)[number]}
              layout={layout}
              scaleEnd={end}
              showProjection={showProjection}
              showToday={ownToday}
              index={index}
              handlersOf={handlersOf}
            />
          ))}
          {today && <TodayLine columns={columns} percent={today.percent} />}
        </div>
      </div>
      {open && hovered && <RowTooltip row={hovered} position={open.position} context={context} />}
    </div>
  );
}

const getStyles = () => ({
  panel: css({ overflow: 'hidden auto', scrollbarWidth: 'thin' }),
  rows: css({ position: 'relative' }),
  scale: css({ display: 'grid', columnGap: COLUMN_GAP_PX, height: SCALE_LABELS_HEIGHT_PX }),
  bars: css({ gridColumn: 2 }),
  list: css({ position: 'relative' }),
});
