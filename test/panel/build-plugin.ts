import { execFile } from 'node:child_process';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const folder = fileURLToPath(new URL('../../grafana-plugin/', import.meta.url));
const SOURCES = [
  'src',
  'preview/src',
  'preview/index.html',
  'preview/vite.config.ts',
  '.config',
  'package.json',
];
/** Written last and anew by each build; webpack leaves files alone that didn't change. */
const LAST_BUILT = 'preview/dist/index.html';

/** The plugin's one file of code. */
export const BUILT_MODULE = join(folder, 'dist/module.js');

/** Builds the plugin and its preview unless that was done after the last change to their sources. */
export async function buildPlugin(): Promise<void> {
  const sources = await Promise.all(SOURCES.map((path) => newestMs(join(folder, path))));
  const builtMs = (await newestMs(BUILT_MODULE)) && (await newestMs(join(folder, LAST_BUILT)));
  if (builtMs < Math.max(...sources)) await promisify(execFile)('npm', ['run', 'build'], { cwd: folder });
}

/** When a file, or the newest file in a folder, was changed; 0 if there is none. */
async function newestMs(path: string): Promise<number> {
  const stats = await stat(path).catch(() => null);
  if (stats === null) return 0;
  if (!stats.isDirectory()) return stats.mtimeMs;
  const entries = await readdir(path);
  return Math.max(0, ...(await Promise.all(entries.map((entry) => newestMs(join(path, entry))))));
}
