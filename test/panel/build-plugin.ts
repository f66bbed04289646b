import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from '../../setup/build.mjs';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** The plugin's one file of code. */
export const BUILT_MODULE = join(ROOT, 'grafana-plugin/dist/module.js');

/** Builds the plugin and its preview, unless they are built from the sources as they are. */
export function buildPlugin(): Promise<void> {
  return build(ROOT, ['grafana-plugin']);
}
