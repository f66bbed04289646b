import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Badge, RadioButtonGroup, TextLink, useStyles2 } from '@grafana/ui';
import type { PageSettings } from './page-settings.ts';

/** Addresses of the servers behind the page. */
export interface ServerLinks {
  prometheus: string;
  alertmanager: string;
  collector: string;
}

export interface HeaderProps {
  links: ServerLinks | undefined;
  /** Undefined while Alertmanager isn't known to answer. */
  activeAlerts: number | undefined;
  theme: PageSettings['theme'];
  onTheme: (theme: PageSettings['theme']) => void;
}

const THEMES = [
  { value: 'dark', label: 'Dark' },
  { value: 'light', label: 'Light' },
] as const;

export function Header({ links, activeAlerts, theme, onTheme }: HeaderProps) {
  const styles = useStyles2(getStyles);
  return (
    <header className={styles.header}>
      <img src="plugin/img/logo.svg" alt="" width={24} height={24} />
      <h1 className={styles.title}>Outlay</h1>
      <nav className={styles.links} aria-label="Servers">
        {links && (
          <>
            <Link href={`${links.prometheus}/graph?g0.expr=outlay_budget_spent&g0.tab=0`}>Prometheus</Link>
            <Link href={links.alertmanager}>Alertmanager</Link>
            <Link href={`${links.collector}/api/v1/budgets`}>Collector</Link>
          </>
        )}
        {activeAlerts !== undefined && activeAlerts > 0 && (
          <Badge color="red" text={activeAlerts === 1 ? '1 alert' : `${activeAlerts} alerts`} />
        )}
      </nav>
      <RadioButtonGroup
        aria-label="Theme"
        size="sm"
        options={THEMES.map((option) => ({ ...option }))}
        value={theme}
        onChange={onTheme}
      />
    </header>
  );
}

function Link({ href, children }: { href: string; children: string }) {
  return (
    <TextLink href={href} external variant="bodySmall">
      {children}
    </TextLink>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  header: css({
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: theme.spacing(1),
    padding: theme.spacing(1.5, 2),
    borderBottom: `1px solid ${theme.colors.border.weak}`,
    background: theme.colors.background.primary,
  }),
  title: css({
    margin: 0,
    fontSize: theme.typography.h5.fontSize,
    fontWeight: theme.typography.fontWeightMedium,
  }),
  links: css({
    flex: 1,
    display: 'flex',
    alignItems: 'center',
    gap: theme.spacing(2),
    marginLeft: theme.spacing(2),
    whiteSpace: 'nowrap',
  }),
});
