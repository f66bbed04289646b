import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheFolder, fillOnce } from './cache-folder.mjs';
import { runProgram } from './run-program.mjs';

/**
 * A Node of an exact version, from the npm package `node`; fetched into the cache once.
 *
 * @param {string} version `24.21.0`
 * @param {(text: string) => void} [detail] told what is going on
 * @returns {Promise<string>} path of the program
 */
export async function fetchNode(version, detail = () => undefined) {
  const folder = nodeFolder(version);
  await fillOnce(folder, async (unfinished) => {
    // The package fetches the build for this machine in an install script. Newer versions of npm run one only
    // where the project says so.
    const project = {
      private: true,
      dependencies: { node: version },
      allowScripts: { [`node@${version}`]: true, node: true },
    };
    await writeFile(join(unfinished, 'package.json'), JSON.stringify(project));
    const install = ['install', '--ignore-scripts=false', '--no-audit', '--no-fund', '--no-package-lock'];
    await runProgram('npm', install, { cwd: unfinished, onLine: detail });
    if (!existsSync(inFolder(unfinished))) await runInstallScript(unfinished, detail);
    const found = (await runProgram(inFolder(unfinished), ['-v'])).trim();
    if (found !== `v${version}`) {
      throw new Error(
        `npm's package node@${version} brought Node ${found}: install Node ${version} yourself`,
      );
    }
  });
  return inFolder(folder);
}

/** Whether that version has been fetched. */
export function hasFetchedNode(version) {
  return existsSync(nodeFolder(version));
}

function nodeFolder(version) {
  return join(cacheFolder(), `node-${version}`);
}

function inFolder(folder) {
  return join(folder, 'node_modules/node/bin/node');
}

/** For an npm that has skipped the script all the same. */
async function runInstallScript(folder, detail) {
  detail('running the install script of the package node');
  await runProgram(process.execPath, ['installArchSpecificPackage.js'], {
    cwd: join(folder, 'node_modules/node'),
    onLine: detail,
  });
}
