import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { step } from './progress.mjs';
import { runProgram } from './run-program.mjs';
import { contentHash, stampSays, writeStamp } from './stamp.mjs';

/** The clients of providers are many and large, and only tests call them. */
const FOR_TESTS_ONLY = ['test/clients'];

/**
 * Installs what package-lock.json says, unless that is what is installed.
 *
 * @param {string} root
 * @param {{ forTests: boolean }} options whether the workspaces that only tests need are wanted too
 */
export async function provideNpmPackages(root, { forTests }) {
  const stamp = join(root, 'node_modules/.outlay-installed');
  const all = await contentHash(root, ['package-lock.json']);
  const part = `${all} without ${FOR_TESTS_ONLY.join(', ')}`;
  // npm writes the second file last: without it an installation was broken off.
  const isWhole = existsSync(join(root, 'node_modules/.package-lock.json'));
  if (isWhole && ((await stampSays(stamp, all)) || (!forTests && (await stampSays(stamp, part))))) return;
  await step('npm packages', async (detail) => {
    const choice = forTests ? [] : await runWorkspaces(root);
    await runProgram('npm', ['ci', ...choice, '--no-audit', '--no-fund'], { cwd: root, onLine: detail });
    await writeStamp(stamp, forTests ? all : part);
  });
}

async function runWorkspaces(root) {
  const { workspaces } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
  const chosen = workspaces.filter((workspace) => !FOR_TESTS_ONLY.includes(workspace));
  return ['--include-workspace-root', ...chosen.map((workspace) => `--workspace=${workspace}`)];
}
