import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { cacheFolder, fillOnce } from './cache-folder.mjs';
import { step } from './progress.mjs';
import { runProgram } from './run-program.mjs';

const LEAST_MAJOR = 24;

/** Version of the npm package `node` that stands in for an older Node. */
const FETCHED_VERSION = '24.21.0';

/**
 * Makes `node` on PATH a Node that Outlay runs on: this one, or one that npm fetches into the cache.
 *
 * @returns {Promise<string>} path of the program
 */
export async function provideNode24() {
  const [major = 0] = process.versions.node.split('.').map(Number);
  const program = major >= LEAST_MAJOR ? process.execPath : await fetchedNode();
  process.env.PATH = [dirname(program), process.env.PATH].join(delimiter);
  return program;
}

async function fetchedNode() {
  const inFolder = (folder) => join(folder, 'node_modules/node/bin/node');
  const folder = join(cacheFolder(), `node-${FETCHED_VERSION}`);
  if (existsSync(folder)) return inFolder(folder);
  return step(`Node ${FETCHED_VERSION} (this machine has ${process.versions.node})`, async (detail) => {
    await fillOnce(folder, async (unfinished) => {
      // The package fetches the build for this machine in an install script. Newer versions of npm run one only
      // where the project says so.
      const project = {
        private: true,
        dependencies: { node: FETCHED_VERSION },
        allowScripts: { [`node@${FETCHED_VERSION}`]: true, node: true },
      };
      await writeFile(join(unfinished, 'package.json'), JSON.stringify(project));
      const install = ['install', '--ignore-scripts=false', '--no-audit', '--no-fund', '--no-package-lock'];
      await runProgram('npm', install, { cwd: unfinished, onLine: detail });
      if (!existsSync(inFolder(unfinished))) await runInstallScript(unfinished, detail);
      const version = (await runProgram(inFolder(unfinished), ['-v'])).trim();
      if (version !== `v${FETCHED_VERSION}`) {
        throw new Error(
          `npm's package node@${FETCHED_VERSION} brought Node ${version}: install Node ${LEAST_MAJOR} yourself`,
        );
      }
    });
    return inFolder(folder);
  });
}

/** For an npm that has skipped the script all the same. */
async function runInstallScript(folder, detail) {
  detail('running the install script of the package node');
  await runProgram(process.execPath, ['installArchSpecificPackage.js'], {
    cwd: join(folder, 'node_modules/node'),
    onLine: detail,
  });
}
