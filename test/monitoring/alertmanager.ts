import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { startProgram, type RunningProgram } from './child-program.ts';
import { freePort } from './free-port.ts';

const CONFIGURATION = new URL('../../alerts/alertmanager/alertmanager.yml', import.meta.url);

export interface RunningAlertmanager extends RunningProgram {
  readonly port: number;
  readonly url: string;
}

export interface AlertmanagerToStart {
  /** Path of the program. */
  readonly alertmanager: string;
  /** An empty folder for the rendered configuration and the notification log. */
  readonly folder: string;
  readonly sinkPort: number;
}

interface Configuration {
  route: Record<string, unknown>;
  receivers: { webhook_configs: { url: string }[] }[];
}

/** Starts Alertmanager with alerts/alertmanager/alertmanager.yml: routes as they are, ends told within a second. */
export async function startAlertmanager({
  alertmanager,
  folder,
  sinkPort,
}: AlertmanagerToStart): Promise<RunningAlertmanager> {
  const configuration = parse(await readFile(CONFIGURATION, 'utf8')) as Configuration;
  // `group_wait` stays: it is what lets a graver alert arrive before a lesser one is told.
  Object.assign(configuration.route, { group_interval: '1s' });
  for (const webhook of configuration.receivers.flatMap((receiver) => receiver.webhook_configs)) {
    const url = new URL(webhook.url);
    url.host = `127.0.0.1:${sinkPort}`;
    webhook.url = url.href;
  }
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'alertmanager.yml'), stringify(configuration));

  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const { stop } = await startProgram({
    program: alertmanager,
    args: [
      `--config.file=${join(folder, 'alertmanager.yml')}`,
      `--storage.path=${join(folder, 'state')}`,
      `--web.listen-address=127.0.0.1:${port}`,
      // Alone: without this it opens a port to find other Alertmanagers.
      '--cluster.listen-address=',
    ],
    readyUrl: `${url}/-/ready`,
  });
  return { port, url, stop };
}
