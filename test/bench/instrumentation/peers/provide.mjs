import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheFolder, fillOnce } from '../../../../setup/cache-folder.mjs';
import { step } from '../../../../setup/progress.mjs';
import { runProgram } from '../../../../setup/run-program.mjs';

/** The contrib instrumentation supports `openai` before 7 alone, so all are compared on 6. */
const PACKAGES = {
  openai: '6.49.0',
  '@opentelemetry/instrumentation-openai': '0.21.0',
  openlit: '1.15.0',
  '@traceloop/node-server-sdk': '0.27.0',
};

/**
 * Installs what Outlay is compared with into the cache, once.
 *
 * @returns {Promise<string>} path of a file from which the packages can be required
 */
export async function providePeers() {
  const versions = Object.values(PACKAGES).join('-');
  const folder = join(cacheFolder(), `bench-peers-${versions}`);
  await fillOnce(folder, (unfinished) =>
    step('packages to compare with', async (detail) => {
      await writeFile(
        join(unfinished, 'package.json'),
        JSON.stringify({ private: true, dependencies: PACKAGES }),
      );
      const install = ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--no-package-lock'];
      await runProgram('npm', [...install, '--legacy-peer-deps'], { cwd: unfinished, onLine: detail });
    }),
  );
  return join(folder, 'package.json');
}
