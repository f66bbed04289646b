import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { debianPackage } from './debian-package.mjs';
import { debianSystem } from './debian-archive.mjs';
import { findOnPath } from './find-on-path.mjs';
import { makeRelocatable } from './relocatable-alertmanager.mjs';
import { scriptWithPages } from './relocatable-prometheus.mjs';
import { runProgram } from './run-program.mjs';

/** See tools.d.mts. The suite's programs run on bookworm too. */
export const NEWEST = { suite: 'forky', prometheus: '3.5', alertmanager: '0.33' };

/** See tools.d.mts. */
export async function prometheusTools({ version = 'distribution', onProgress } = {}) {
  const suite = version === 'newest' ? NEWEST.suite : undefined;
  const found = (!suite && toolsOnPath()) || (await unpackedTools(suite, onProgress));
  return {
    ...found,
    versions: {
      prometheus: await versionOf(found.prometheus),
      alertmanager: await versionOf(found.alertmanager),
    },
  };
}

function toolsOnPath() {
  const prometheus = findOnPath('prometheus');
  const promtool = findOnPath('promtool');
  const alertmanager = findOnPath('alertmanager', 'prometheus-alertmanager');
  const amtool = findOnPath('amtool');
  if (!prometheus || !promtool || !alertmanager || !amtool) return undefined;
  return { prometheus, promtool, alertmanager, amtool };
}

async function unpackedTools(suite, onProgress) {
  if (!suite && !debianSystem())
    throw new Error(`Prometheus and Alertmanager are not on PATH. ${howToInstall()}`);
  const prometheus = await debianPackage('prometheus', { suite, onProgress });
  const alertmanager = await debianPackage('prometheus-alertmanager', {
    suite,
    onProgress,
    prepare: makeRelocatable,
  });
  // Newer suites have promtool in a package of its own.
  const promtool = existsSync(join(prometheus, 'usr/bin/promtool'))
    ? prometheus
    : await debianPackage('promtool', { suite, onProgress });
  return {
    prometheus: await scriptWithPages(prometheus),
    promtool: join(promtool, 'usr/bin/promtool'),
    alertmanager: join(alertmanager, 'usr/bin/alertmanager'),
    amtool: join(alertmanager, 'usr/bin/amtool'),
  };
}

function howToInstall() {
  const command =
    process.platform === 'darwin'
      ? 'brew install prometheus alertmanager'
      : findOnPath('dnf')
        ? 'dnf install golang-github-prometheus golang-github-prometheus-alertmanager'
        : findOnPath('pacman')
          ? 'pacman -S prometheus alertmanager'
          : 'the packages prometheus and alertmanager of your system, such as brew install prometheus alertmanager';
  return `Install them (${command}) or start everything in containers: docker compose up`;
}

async function versionOf(program) {
  const [, version] = (await runProgram(program, ['--version'])).match(/version (\d+\.\d+\.\d+)/) ?? [];
  if (!version) throw new Error(`${program} --version tells no version`);
  return version;
}
