import { existsSync, statSync } from 'node:fs';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheFolder, fillOnce } from './cache-folder.mjs';
import { archiveOf, debianSystem } from './debian-archive.mjs';
import { runProgram } from './run-program.mjs';

/**
 * Unpacks a Debian package into the cache, once: no root, nothing installed, no service started, apt's
 * own lists and cache not touched. What it depends on is not fetched: meant for programs that need libc alone.
 *
 * @param {string} name
 * @param {object} [options]
 * @param {string} [options.suite] the machine's own by default
 * @param {(line: string) => void} [options.onProgress]
 * @param {(folder: string) => Promise<void>} [options.prepare] changes the unpacked files before first use
 * @returns {Promise<string>} the folder that stands for `/` in the package
 */
export async function debianPackage(name, { suite, onProgress, prepare } = {}) {
  const system = debianSystem();
  if (!system || (suite && system.id !== 'debian')) {
    throw new Error(
      `the package ${name}${suite ? ` of Debian ${suite}` : ''} can be unpacked on Debian only`,
    );
  }
  const wanted = suite ?? system.suite;
  return fillOnce(join(cacheFolder(), 'debian', wanted, name), async (unfinished) => {
    const apt = await aptOfSuite(system, wanted, onProgress);
    onProgress?.(`downloading ${name} (${wanted})`);
    await runProgram('apt-get', [...apt, 'download', name], { cwd: unfinished });
    const [archiveFile] = (await readdir(unfinished)).filter((file) => file.endsWith('.deb'));
    if (!archiveFile) throw new Error(`apt-get downloaded no package ${name} of ${wanted}`);
    await runProgram('dpkg', ['-x', join(unfinished, archiveFile), unfinished]);
    await rm(join(unfinished, archiveFile));
    await prepare?.(unfinished);
  });
}

/** A mirror drops packages that were replaced: older lists may name one that is gone. */
const LISTS_AGE_MS = 12 * 60 * 60 * 1000;

/** Options that make apt-get work in a state folder of its own that knows one suite. */
async function aptOfSuite(system, suite, onProgress) {
  const state = join(cacheFolder(), 'apt', suite);
  if (existsSync(state) && Date.now() - statSync(state).mtimeMs > LISTS_AGE_MS)
    await rm(state, { recursive: true });
  await fillOnce(state, async (unfinished) => {
    onProgress?.(`reading the package list of ${suite}`);
    const archive = await archiveOf(system);
    const components = suite === system.suite ? archive.components.join(' ') : 'main';
    for (const folder of ['lists/partial', 'archives/partial']) {
      await mkdir(join(unfinished, folder), { recursive: true });
    }
    await writeFile(join(unfinished, 'status'), '');
    await writeFile(
      join(unfinished, 'sources.list'),
      `deb [signed-by=${archive.keyring}] ${archive.uri} ${suite} ${components}\n`,
    );
    await writeFile(join(unfinished, 'apt.conf'), APT_CONFIGURATION);
    await runProgram('apt-get', [...aptOptions(unfinished), 'update']);
  });
  return aptOptions(state);
}

// Hooks of the machine (they empty its package cache, tell its desktop) are none of our business, and the
// download user that apt switches to under root may not enter a home folder.
const APT_CONFIGURATION = `
#clear APT::Update::Pre-Invoke;
#clear APT::Update::Post-Invoke;
#clear APT::Update::Post-Invoke-Success;
APT::Sandbox::User "root";
Acquire::Languages "none";
Acquire::IndexTargets::deb::DEP-11::DefaultEnabled "false";
Acquire::IndexTargets::deb::CNF::DefaultEnabled "false";
`;

function aptOptions(state) {
  const settings = {
    'Dir::State': state,
    'Dir::State::lists': join(state, 'lists/'),
    'Dir::State::status': join(state, 'status'),
    'Dir::Cache': state,
    'Dir::Cache::archives': join(state, 'archives/'),
    'Dir::Etc::sourcelist': join(state, 'sources.list'),
    'Dir::Etc::sourceparts': '/dev/null',
    'Dir::Etc::preferences': '/dev/null',
    'Dir::Etc::preferencesparts': '/dev/null',
  };
  const options = Object.entries(settings).flatMap(([name, value]) => ['-o', `${name}=${value}`]);
  return ['-q', '-c', join(state, 'apt.conf'), ...options];
}
