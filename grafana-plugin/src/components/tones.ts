import type { GrafanaTheme2 } from '@grafana/data';
import type { BudgetRow } from '../budget/row.ts';
import type { Status } from '../budget/status.ts';

/** The colours of one status in one theme: a fill for marks, and a shade of it that text can be read in. */
export interface Tone {
  fill: string;
  text: string;
}

const tonesByTheme = new WeakMap<GrafanaTheme2, Readonly<Record<Status, Tone>>>();

/** Colour only repeats what the words and shapes say: over the limit is hatched, every status is written out. */
export function tonesOf(theme: GrafanaTheme2): Readonly<Record<Status, Tone>> {
  const known = tonesByTheme.get(theme);
  if (known) return known;
  const { colors, isDark } = theme;
  const color = theme.visualization.getColorByName;
  const critical: Tone = isDark
    ? { fill: color('light-red'), text: color('light-red') }
    : { fill: color('red'), text: color('semi-dark-red') };
  const neutral: Tone = { fill: colors.text.disabled, text: colors.text.secondary };
  const tones: Record<Status, Tone> = {
    ok: { fill: isDark ? colors.success.text : colors.success.main, text: colors.success.text },
    warning: {
      fill: isDark ? color('light-orange') : colors.warning.main,
      text: isDark ? color('light-orange') : colors.warning.text,
    },
    critical,
    exceeded: critical,
    unlimited: neutral,
    unknown: neutral,
  };
  tonesByTheme.set(theme, tones);
  return tones;
}

/** The part of a bar up to the limit that isn't spent. */
export function trackColor(theme: GrafanaTheme2): string {
  return theme.colors.border.weak;
}

/** A projection beyond the limit warns, whatever the budget's status is now. */
export function projectionTone(theme: GrafanaTheme2, row: BudgetRow): Tone {
  const tones = tonesOf(theme);
  return row.projectedOver && row.status === 'ok' ? tones.warning : tones[row.status];
}
