import { overview } from './overview.ts';

/** The folder that Grafana's provisioning reads. */
export const GENERATED_FOLDER = new URL('../generated/', import.meta.url);

/** Every dashboard as the text of its file, by file name. */
export function renderDashboards(): ReadonlyMap<string, string> {
  return new Map(
    [overview()].map((dashboard) => [`${dashboard.uid}.json`, `${JSON.stringify(dashboard, null, 2)}\n`]),
  );
}
