import { randomUUID } from 'node:crypto';
import { chmod, mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const ASSETS = 'usr/share/prometheus/web';

/**
 * Debian's Prometheus looks for its web pages under a fixed path. Writes a script that runs the unpacked one with the
 * pages that came with it.
 *
 * @param {string} folder the folder that stands for `/` in the package
 * @returns {Promise<string>} path of the script
 */
export async function scriptWithPages(folder) {
  const script = join(folder, 'bin/prometheus');
  await mkdir(join(folder, 'bin'), { recursive: true });
  const unfinished = `${script}.${randomUUID()}`;
  await writeFile(
    unfinished,
    `#!/bin/sh
root=$(CDPATH= cd -- "$(dirname -- "$0")/.." && pwd) || exit 1
exec "$root/usr/bin/prometheus" --web.local-assets="$root/${ASSETS}" "$@"
`,
  );
  await chmod(unfinished, 0o755);
  // In one step: another process may be about to run it, or to write it too.
  await rename(unfinished, script);
  return script;
}
