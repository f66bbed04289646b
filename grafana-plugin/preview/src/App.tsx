import { css } from '@emotion/css';
import {
  createTheme,
  type DataFrame,
  type GrafanaTheme2,
  LoadingState,
  type PanelPlugin,
  ThemeContext,
} from '@grafana/data';
import { Alert, GlobalStyles, PanelChrome, PortalContainer, useStyles2 } from '@grafana/ui';
import { useEffect, useMemo, useState } from 'react';
import { Header } from './Header.tsx';
import { loadActiveAlertCount, loadLinks } from './servers.ts';
import { type PageSettings, settingsSearch } from './page-settings.ts';
import { PluginPanel } from './PluginPanel.tsx';
import { BUDGETS_QUERY, queryTable } from './prometheus.ts';
import { usePolling } from './use-polling.ts';
import { useWindowSize } from './use-window-size.ts';

const REFRESH_MS = 5_000;
const LINKS_REFRESH_MS = 60_000;
const PAGE_PADDING_PX = 16;
const HEADER_HEIGHT_PX = 56;
const LARGEST_PANEL_WIDTH_PX = 1_200;
const LARGEST_PANEL_HEIGHT_PX = 720;

/** Panels measure text, so the font has to be there before the first one is drawn; Grafana preloads it. */
async function loadBudgets(signal: AbortSignal): Promise<DataFrame> {
  const frame = await queryTable(BUDGETS_QUERY, signal);
  await document.fonts.ready;
  return frame;
}

export interface AppProps {
  plugin: PanelPlugin;
  initialSettings: PageSettings;
}

export function App({ plugin, initialSettings }: AppProps) {
  const [settings, setSettings] = useState(initialSettings);
  const theme = useMemo(() => createTheme({ colors: { mode: settings.theme } }), [settings.theme]);
  useEffect(() => history.replaceState(null, '', settingsSearch(settings)), [settings]);

  return (
    <ThemeContext.Provider value={theme}>
      <GlobalStyles />
      <Page plugin={plugin} settings={settings} onSettings={setSettings} />
      <PortalContainer />
    </ThemeContext.Provider>
  );
}

interface PageProps {
  plugin: PanelPlugin;
  settings: PageSettings;
  onSettings: (settings: PageSettings) => void;
}

function Page({ plugin, settings, onSettings }: PageProps) {
  const styles = useStyles2(getStyles);
  const { value: frame, error } = usePolling(loadBudgets, REFRESH_MS);
  const { value: links } = usePolling(loadLinks, LINKS_REFRESH_MS);
  const alerts = usePolling(loadActiveAlertCount, REFRESH_MS);
  const page = useWindowSize();
  const size = settings.size ?? {
    width: Math.min(LARGEST_PANEL_WIDTH_PX, page.width - 2 * PAGE_PADDING_PX),
    height: Math.min(LARGEST_PANEL_HEIGHT_PX, page.height - HEADER_HEIGHT_PX - 2 * PAGE_PADDING_PX),
  };

  return (
    <div className={styles.page}>
      <Header
        links={links}
        activeAlerts={alerts.error ? undefined : alerts.value}
        theme={settings.theme}
        onTheme={(theme) => onSettings({ ...settings, theme })}
      />
      <main className={styles.main}>
        {error && (
          <Alert severity="error" title="No answer from Prometheus">
            {error.message}. The page tries again every {REFRESH_MS / 1000} seconds.
          </Alert>
        )}
        {!error && frame?.length === 0 && (
          <Alert severity="info" title="No budgets yet">
            Prometheus answers, but has no outlay_budget_* metrics: is the collector running, does its
            budgets.yaml name a budget, and does Prometheus scrape it? A first scrape takes a few seconds.
          </Alert>
        )}
        {frame && (
          <PanelChrome
            title="API budgets"
            width={size.width}
            height={size.height}
            loadingState={error ? LoadingState.Error : LoadingState.Done}
          >
            {(width, height) => (
              <PluginPanel
                plugin={plugin}
                frame={frame}
                options={settings.options}
                width={width}
                height={height}
              />
            )}
          </PanelChrome>
        )}
      </main>
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  page: css({ minHeight: '100vh', background: theme.colors.background.canvas }),
  main: css({ padding: PAGE_PADDING_PX, display: 'grid', justifyContent: 'center', gap: theme.spacing(1) }),
});
