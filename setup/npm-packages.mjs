import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { step } from './progress.mjs';
import { runProgram } from './run-program.mjs';
import { contentHash, stampSays, writeStamp } from './stamp.mjs';

/** Installs what package-lock.json says, unless that is what is installed. */
export async function provideNpmPackages(root) {
  const stamp = join(root, 'node_modules/.outlay-installed');
  const wanted = await contentHash(root, ['package-lock.json']);
  // npm writes the second file last: without it an installation was broken off.
  if ((await stampSays(stamp, wanted)) && existsSync(join(root, 'node_modules/.package-lock.json'))) return;
  await step('npm packages', async (detail) => {
    await runProgram('npm', ['ci', '--no-audit', '--no-fund'], { cwd: root, onLine: detail });
    await writeStamp(stamp, wanted);
  });
}
