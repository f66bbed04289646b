import { css, cx } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';

export interface LegendProps {
  projection: boolean;
  /** Whether each bar has its own mark for today; one line for all has its label over it. */
  today: boolean;
}

/** Says what the marks are that have no label over them. The bars' own labels tell screen readers. */
export function Legend({ projection, today }: LegendProps) {
  const styles = useStyles2(getStyles);
  return (
    <div className={styles.legend} aria-hidden="true">
      {today && (
        <span className={cx(styles.entry, styles.today)}>
          <span className={styles.line} />
          today
        </span>
      )}
      {projection && (
        <span className={styles.entry}>
          <span className={styles.diamond} />
          projected
        </span>
      )}
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  legend: css({
    display: 'flex',
    justifyContent: 'flex-end',
    alignSelf: 'end',
    gap: theme.spacing(1.5),
    paddingBottom: 4,
    whiteSpace: 'nowrap',
    fontSize: theme.typography.bodySmall.fontSize,
    lineHeight: 1,
    color: theme.colors.text.secondary,
  }),
  entry: css({ display: 'flex', alignItems: 'center', gap: theme.spacing(0.75) }),
  diamond: css({ width: 7, height: 7, transform: 'rotate(45deg)', border: '1.5px solid currentColor' }),
  today: css({ color: theme.colors.primary.text }),
  line: css({ height: 12, borderLeft: '2px dashed currentColor' }),
});
