import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import { COLUMN_GAP_PX } from '../../geometry/layout.ts';

export interface TodayLineProps {
  /** Columns of the rows that the line runs through. */
  columns: string;
  percent: number;
}

/** The elapsed part of the period as one line through all bars: what lies beyond it was spent too fast. */
export function TodayLine({ columns, percent }: TodayLineProps) {
  const styles = useStyles2(getStyles);
  return (
    <div className={styles.overlay} style={{ gridTemplateColumns: columns }} aria-hidden="true">
      <div className={styles.bars}>
        <div className={styles.line} data-testid="outlay-today" style={{ left: `${percent}%` }} />
      </div>
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  overlay: css({
    position: 'absolute',
    inset: 0,
    display: 'grid',
    columnGap: COLUMN_GAP_PX,
    pointerEvents: 'none',
  }),
  bars: css({ gridColumn: 2, position: 'relative' }),
  line: css({
    position: 'absolute',
    top: 0,
    bottom: 0,
    width: 2,
    transform: 'translateX(-50%)',
    background: `repeating-linear-gradient(${theme.colors.primary.text} 0 4px, transparent 4px 8px)`,
  }),
});
