import { chmod, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Where Debian's build looks for its notification templates, which upstream has inside the program. */
const TEMPLATES = '/usr/share/prometheus/alertmanager';

/** The same length: a folder that the program is started with as open file 9, padded with slashes. */
const OPEN_FOLDER = '/proc/self/fd/9'.padEnd(TEMPLATES.length, '/');

/**
 * Makes an unpacked Alertmanager of Debian find its templates where it was unpacked. They stand under a fixed path
 * in its program, without which it refuses to start; the copy in the cache gets another path of the same length,
 * and a script `alertmanager` beside it that opens the folder of templates and runs it.
 *
 * @param {string} folder the folder that stands for `/`
 */
export async function makeRelocatable(folder) {
  const program = join(folder, 'usr/bin/prometheus-alertmanager');
  const bytes = await readFile(program);
  for (let at = bytes.indexOf(TEMPLATES); at !== -1; at = bytes.indexOf(TEMPLATES, at)) {
    bytes.write(OPEN_FOLDER, at, 'latin1');
  }
  await writeFile(program, bytes);
  const script = join(folder, 'usr/bin/alertmanager');
  await writeFile(
    script,
    `#!/bin/sh
root=$(CDPATH= cd -- "$(dirname -- "$0")/../.." && pwd) || exit 1
exec 9<"$root${TEMPLATES}"
exec "$root/usr/bin/prometheus-alertmanager" "$@"
`,
  );
  await chmod(script, 0o755);
}
