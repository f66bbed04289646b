import { existsSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { findOnPath } from './find-on-path.mjs';
import { runProgram } from './run-program.mjs';

const KEYRING_OF = {
  debian: '/usr/share/keyrings/debian-archive-keyring.gpg',
  ubuntu: '/usr/share/keyrings/ubuntu-archive-keyring.gpg',
};

/**
 * The system that this machine runs, where it takes Debian packages.
 *
 * @returns {{ id: 'debian' | 'ubuntu', suite: string } | undefined}
 */
export function debianSystem() {
  if (!existsSync('/etc/os-release') || !findOnPath('apt-get') || !findOnPath('dpkg')) return undefined;
  const text = readFileSync('/etc/os-release', 'utf8');
  const [id, suite] = ['ID', 'VERSION_CODENAME'].map(
    (name) => text.match(new RegExp(`^${name}="?([^"\n]*)`, 'm'))?.[1],
  );
  return suite && id in KEYRING_OF ? { id, suite } : undefined;
}

/**
 * The package archive that this machine's own apt takes the system from.
 *
 * @param {{ id: 'debian' | 'ubuntu', suite: string }} system
 * @returns {Promise<{ uri: string, components: string[], keyring: string }>}
 */
export async function archiveOf(system) {
  const keyring = KEYRING_OF[system.id];
  if (!existsSync(keyring))
    throw new Error(`${keyring} is missing: install the package ${system.id}-archive-keyring`);
  // Nothing is fetched or written, and it works before the machine's first `apt-get update` and without root.
  const uris = await runProgram('apt-get', [
    'update',
    '--print-uris',
    '-o',
    `Dir::State=${tmpdir()}`,
    '-o',
    `Dir::State::lists=${tmpdir()}/`,
  ]);
  const archive = chooseArchive(uris, system);
  if (!archive) {
    throw new Error(
      `apt's sources name no archive of ${system.id} ${system.suite}: add it there, or put Prometheus and Alertmanager on PATH`,
    );
  }
  return { ...archive, keyring };
}

/**
 * Other publishers use the distribution's code names too: an address that ends like the distribution's
 * mirrors do goes first.
 *
 * @param {string} printedUris output of `apt-get update --print-uris`
 */
export function chooseArchive(printedUris, { id, suite }) {
  const lists = [...printedUris.matchAll(/^'(.+)\/dists\/([^/']+)\/([^/']+)\/binary-/gm)].map(
    ([, uri, listSuite, component]) => ({ uri, suite: listSuite, component }),
  );
  const ofSuite = lists.filter((list) => list.suite === suite);
  const uri = (
    ofSuite.find((list) => list.uri.endsWith(`/${id}`)) ??
    ofSuite[0] ??
    lists.find((list) => list.uri.endsWith(`/${id}`))
  )?.uri;
  if (!uri) return undefined;
  const components = ofSuite.filter((list) => list.uri === uri).map((list) => list.component);
  return { uri, components: components.length > 0 ? [...new Set(components)] : ['main'] };
}
