import { createRoot } from 'react-dom/client';
import { App } from './App.tsx';
import { prepareGrafanaEnvironment } from './grafana-environment.tsx';
import { loadPlugin } from './load-plugin.ts';
import { parseSettings } from './page-settings.ts';

async function start(): Promise<void> {
  const root = document.getElementById('root');
  if (!root) throw new Error('index.html has no element with the id "root".');
  try {
    prepareGrafanaEnvironment();
    const plugin = await loadPlugin('plugin/module.js');
    createRoot(root).render(<App plugin={plugin} initialSettings={parseSettings(location.search)} />);
  } catch (error) {
    root.textContent = error instanceof Error ? error.message : String(error);
  }
}

void start();
