import { css, cx } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { DataLinksContextMenu, useStyles2 } from '@grafana/ui';
import type { CSSProperties, ReactNode } from 'react';
import type { FieldCell } from '../../budget/budget.ts';

export interface LinkedRowProps {
  cell: FieldCell | null;
  /** Says the whole row to screen readers where it is a link or a menu, in place of its texts and its bar. */
  label: string;
  className: string;
  style: CSSProperties;
  children: ReactNode;
}

/** Whether the data links of a row make it a link or a menu, which then takes the keyboard's focus in place of its bar. */
export function hasLinks(cell: FieldCell | null): boolean {
  return (cell?.field.config.links?.length ?? 0) > 0 && cell?.field.getLinks !== undefined;
}

/** A row that goes where the field's data links go: one link makes it a link, several make it a menu. */
export function LinkedRow({ cell, label, className, style, children }: LinkedRowProps) {
  const styles = useStyles2(getStyles);
  const content = (
    <div className={className} style={style}>
      {children}
    </div>
  );
  if (!cell || !hasLinks(cell)) return content;
  const links = () => cell.field.getLinks?.({ valueRowIndex: cell.rowIndex }) ?? [];
  return (
    <DataLinksContextMenu links={links} style={{ width: '100%', height: '100%', alignItems: 'center' }}>
      {({ triggerProps, targetClassName }) =>
        triggerProps ? (
          <div {...triggerProps} aria-label={label} className={cx(styles.linked, targetClassName)}>
            <div className={className} style={style} aria-hidden="true">
              {children}
            </div>
          </div>
        ) : (
          <>
            <span className={styles.spokenOnly}>{label}</span>
            <div className={cx(className, styles.linked)} style={style} aria-hidden="true">
              {children}
            </div>
          </>
        )
      }
    </DataLinksContextMenu>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  linked: css({
    width: '100%',
    borderRadius: theme.shape.radius.default,
    '&:hover': { background: theme.colors.action.hover },
  }),
  spokenOnly: css({
    position: 'absolute',
    width: 1,
    height: 1,
    overflow: 'hidden',
    clipPath: 'inset(50%)',
    whiteSpace: 'nowrap',
  }),
});
