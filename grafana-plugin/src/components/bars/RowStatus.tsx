import { css, cx } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2, useTheme2 } from '@grafana/ui';
import type { BudgetRow } from '../../budget/row.ts';
import type { Layout } from '../../geometry/layout.ts';
import type { RowText } from '../../text/row-text.ts';
import { PROJECTED_OVER_WORDS, STATUS_WORDS } from '../../text/status-words.ts';
import { projectionTone, tonesOf } from '../tones.ts';
import { StatusSign } from './StatusSign.tsx';

export interface RowStatusProps {
  row: BudgetRow;
  text: RowText;
  layout: Layout;
}

/** How a budget stands, in words where there is room for them, else as a sign with the share. */
export function RowStatus({ row, text, layout }: RowStatusProps) {
  const theme = useTheme2();
  const styles = useStyles2(getStyles);
  const color = tonesOf(theme)[row.status].text;
  if (layout.arrangement === 'short') {
    return (
      <div className={cx(styles.status, styles.short)} style={{ color }} data-testid="outlay-row-status">
        <StatusSign status={row.status} />
        {text.share}
      </div>
    );
  }
  return (
    <div className={styles.cell}>
      <div className={styles.status} data-testid="outlay-row-status">
        <span style={{ color }}>{STATUS_WORDS[row.status]}</span>
        {row.projectedOver && (
          <span style={{ color: projectionTone(theme, row).text }}> · {PROJECTED_OVER_WORDS}</span>
        )}
        {text.share !== null && <span className={styles.share}> · {text.share}</span>}
      </div>
      {layout.subLines && <div className={styles.detail}>{text.detail}</div>}
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => {
  const line = {
    overflow: 'hidden',
    textOverflow: 'ellipsis',
    whiteSpace: 'nowrap',
    textAlign: 'right',
    fontSize: theme.typography.bodySmall.fontSize,
  } as const;
  return {
    cell: css({ minWidth: 0 }),
    status: css({ ...line, fontWeight: theme.typography.fontWeightMedium, lineHeight: '18px' }),
    short: css({ display: 'flex', alignItems: 'center', justifyContent: 'flex-end', gap: 6 }),
    share: css({ color: theme.colors.text.primary }),
    detail: css({ ...line, lineHeight: '16px', color: theme.colors.text.secondary }),
  };
};
