import { css } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';

/** Says what the diamonds are. The bars' own labels tell screen readers. */
export function ProjectionLegend() {
  const styles = useStyles2(getStyles);
  return (
    <div className={styles.legend} aria-hidden="true">
      <span className={styles.diamond} />
      projected
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  legend: css({
    display: 'flex',
    justifyContent: 'flex-end',
    alignItems: 'center',
    gap: theme.spacing(0.75),
    alignSelf: 'end',
    paddingBottom: 4,
    whiteSpace: 'nowrap',
    fontSize: theme.typography.bodySmall.fontSize,
    lineHeight: 1,
    color: theme.colors.text.secondary,
  }),
  diamond: css({ width: 7, height: 7, transform: 'rotate(45deg)', border: '1.5px solid currentColor' }),
});
