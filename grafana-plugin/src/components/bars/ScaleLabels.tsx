import { css, cx } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import { placeScaleLabels } from '../../geometry/scale-labels.ts';
import { formatShare } from '../../text/share.ts';
import { SMALL_TEXT_SIZE_PX, textWidthPx } from '../text-widths.ts';

export interface ScaleLabelsProps {
  barsWidthPx: number;
  /** Elapsed share of the period that all rows have in common; null when there is none. */
  today: { share: number; percent: number } | null;
  limitPercent: number;
}

/** What the marks of the scale mean, written over them. The bars' own labels say the same to screen readers. */
export function ScaleLabels({ barsWidthPx, today, limitPercent }: ScaleLabelsProps) {
  const styles = useStyles2(getStyles);
  const todayText = `today ${formatShare(today?.share ?? 0)}`;
  const labels = placeScaleLabels({
    barsWidthPx,
    todayPercent: today?.percent ?? null,
    limitPercent,
    todayText,
    widthOf: (text) => textWidthPx(text, SMALL_TEXT_SIZE_PX),
  });
  return (
    <div className={styles.labels} aria-hidden="true">
      {labels.map(({ text, leftPx }) => (
        <span
          key={text}
          className={cx(styles.label, text === todayText && styles.today)}
          style={{ left: `${(leftPx / barsWidthPx) * 100}%` }}
        >
          {text}
        </span>
      ))}
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  labels: css({ position: 'relative', height: '100%' }),
  label: css({
    position: 'absolute',
    bottom: 4,
    whiteSpace: 'nowrap',
    fontSize: theme.typography.bodySmall.fontSize,
    lineHeight: 1,
    color: theme.colors.text.secondary,
  }),
  // The colour of its line.
  today: css({ color: theme.colors.primary.text }),
});
