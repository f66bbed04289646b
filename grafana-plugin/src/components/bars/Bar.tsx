import { css, cx } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2, useTheme2 } from '@grafana/ui';
import type { BudgetRow } from '../../budget/row.ts';
import type { BarGeometry, Span } from '../../geometry/bar-geometry.ts';
import { MARK_OVERHANG_PX } from '../../geometry/layout.ts';
import { projectionTone, tonesOf, trackColor } from '../tones.ts';

export interface BarProps {
  row: BudgetRow;
  geometry: BarGeometry;
  heightPx: number;
  showProjection: boolean;
  showBand: boolean;
  /** Whether the bar has a mark of its own for the elapsed part of its period. */
  showToday: boolean;
}

/** The marks of one bar, back to front. Places come from the geometry, colours from the tones. */
export function Bar({ row, geometry, heightPx, showProjection, showBand, showToday }: BarProps) {
  const theme = useTheme2();
  const styles = useStyles2(getStyles);
  const tones = tonesOf(theme);
  const { fill } = tones[row.status];
  const projectionFill = projectionTone(theme, row).fill;
  const { spent, over, limit, notches, projection, band, today, broken } = geometry;

  return (
    <div className={styles.bar} style={{ height: heightPx }}>
      <div className={styles.track} data-testid="outlay-bar-track" style={{ width: percent(limit) }} />
      {showProjection && showBand && band && (
        <div
          className={styles.band}
          data-testid="outlay-bar-band"
          style={{ ...place(band), background: projectionFill }}
        />
      )}
      <div
        className={cx(styles.spent, over && styles.squareEnd)}
        data-testid="outlay-bar-spent"
        style={{ ...place(spent), background: fill }}
      />
      {over && (
        <div
          className={cx(styles.over, broken && styles.broken)}
          data-testid="outlay-bar-over"
          style={{ ...place(over), color: fill }}
        />
      )}
      {notches.map(({ at, severity }) => (
        <div
          key={severity}
          className={styles.notch}
          data-testid={`outlay-bar-${severity}`}
          style={{ left: percent(at), background: tones[severity].text }}
        />
      ))}
      {showToday && today !== null && (
        <div className={styles.today} data-testid="outlay-bar-today" style={{ left: percent(today) }} />
      )}
      <div className={styles.limit} data-testid="outlay-bar-limit" style={{ left: percent(limit) }} />
      {showProjection && projection !== null && (
        <div
          className={projection.beyond ? styles.beyond : styles.projection}
          data-testid="outlay-bar-projection"
          style={{ left: percent(projection.at), color: projectionFill }}
        />
      )}
    </div>
  );
}

function percent(value: number): string {
  return `${value}%`;
}

function place({ from, to }: Span): { left: string; width: string } {
  return { left: percent(from), width: percent(to - from) };
}

const getStyles = (theme: GrafanaTheme2) => {
  const background = theme.colors.background.primary;
  const onBar = css({ position: 'absolute', top: 0, bottom: 0 });
  const mark = css({ position: 'absolute', transform: 'translateX(-50%)' });
  return {
    bar: css({ position: 'relative', width: '100%' }),
    track: cx(
      onBar,
      css({
        left: 0,
        background: trackColor(theme),
        borderRadius: `${theme.shape.radius.sm} 0 0 ${theme.shape.radius.sm}`,
      }),
    ),
    spent: cx(onBar, css({ borderRadius: theme.shape.radius.sm })),
    squareEnd: css({ borderTopRightRadius: 0, borderBottomRightRadius: 0 }),
    over: cx(
      onBar,
      css({
        background: 'repeating-linear-gradient(135deg, currentColor 0 4px, transparent 4px 8px)',
        borderRadius: `0 ${theme.shape.radius.sm} ${theme.shape.radius.sm} 0`,
      }),
    ),
    broken: css({ maskImage: 'linear-gradient(to right, black calc(100% - 24px), transparent)' }),
    // The gap of background colour at its sides tells it from a bar of its own colour.
    notch: cx(
      mark,
      css({ top: 0, bottom: -MARK_OVERHANG_PX, width: 2, boxShadow: `0 0 0 1px ${background}` }),
    ),
    limit: cx(
      mark,
      css({
        top: -MARK_OVERHANG_PX,
        bottom: -MARK_OVERHANG_PX,
        width: 3,
        borderRadius: 1,
        background: theme.colors.text.primary,
        boxShadow: `0 0 0 1px ${background}`,
      }),
    ),
    today: cx(
      mark,
      css({
        top: -MARK_OVERHANG_PX,
        bottom: -MARK_OVERHANG_PX,
        borderLeft: `2px dashed ${theme.colors.primary.text}`,
      }),
    ),
    band: css({ position: 'absolute', top: '20%', bottom: '20%', borderRadius: 999, opacity: 0.35 }),
    projection: css({
      position: 'absolute',
      top: '50%',
      width: 10,
      height: 10,
      transform: 'translate(-50%, -50%) rotate(45deg)',
      background,
      border: '2px solid currentColor',
      borderRadius: 1,
      boxShadow: `0 0 0 1px ${background}`,
    }),
    beyond: css({
      position: 'absolute',
      top: 'calc(50% - 7px)',
      height: 14,
      width: 9,
      transform: 'translateX(-100%)',
      background: 'currentColor',
      clipPath: 'polygon(0 0, 100% 50%, 0 100%)',
    }),
  };
};
