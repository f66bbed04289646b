import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import type { ReactNode } from 'react';
import type { BudgetRow } from '../../budget/row.ts';

export interface MeterProps {
  name: string;
  row: BudgetRow;
  /** All that the row says, for a screen reader. */
  sentence: string;
  /** Whether the keyboard's focus goes to the bar itself; it goes to the row's link where there is one. */
  focusable: boolean;
  children: ReactNode;
}

/** What a bar means to a screen reader: an amount between zero and the limit. Without a limit it is but a picture. */
export function Meter({ name, row: { budget }, sentence, focusable, children }: MeterProps) {
  const styles = useStyles2(getStyles);
  const { spent, limit } = budget;
  const shared = { className: styles.meter, ...(focusable ? { tabIndex: 0 } : {}), children };
  if (spent === null || limit === null) {
    return <div role="img" aria-label={`${name}: ${sentence}`} {...shared} />;
  }
  return (
    <div
      role="meter"
      aria-label={name}
      aria-valuemin={Math.min(0, spent)}
      aria-valuenow={spent}
      aria-valuemax={Math.max(limit, spent)}
      aria-valuetext={sentence}
      {...shared}
    />
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  meter: css({
    minWidth: 0,
    borderRadius: theme.shape.radius.sm,
    '&:focus-visible': { outline: `2px solid ${theme.colors.primary.border}`, outlineOffset: 5 },
  }),
});
