import { join } from 'node:path';
import { isLoopback } from '../server/loopback.ts';
import type { ProcessPlan } from './process-plan.ts';
import { programOnPath } from './program-on-path.ts';
import type { RunFolder } from './run-folder.ts';
import { urlOf, type StackSettings } from './stack-settings.ts';

/** Twice the scrape interval and some: a new series is shown at 0 until Prometheus has seen it there. */
const EXPOSITION_HOLD = '15s';

/** A burn-down of a month's budget shows the whole month, also on its last day. */
const PROMETHEUS_RETENTION = '62d';

/** The collector, Prometheus, Alertmanager, the sink of pages and the preview. */
export function serverPlans(
  settings: StackSettings,
  folder: RunFolder,
  configurationFiles: { readonly prometheus: string; readonly alertmanager: string },
): ProcessPlan[] {
  const { host, ports, checkout } = settings;
  const env = process.env;
  const listen = (port: number): string => `${host.includes(':') ? `[${host}]` : host}:${port}`;
  return [
    {
      name: 'collector',
      kind: 'server',
      program: process.execPath,
      args: [
        join(checkout, 'collector/bin/outlay.mjs'),
        'collector',
        ...['--config', settings.budgetsFile],
        ...['--data', folder.ledger],
        ...['--host', host],
        // Everything that `outlay up` starts is open to whoever reaches its ports: it is a stack to look at.
        ...(isLoopback(host) ? [] : ['--insecure-no-auth']),
        ...['--otlp-port', String(ports.otlp)],
        ...['--port', String(ports.collector)],
        ...['--exposition-hold', EXPOSITION_HOLD],
      ],
      cwd: checkout,
      env,
      readyUrl: `${urlOf(settings, 'collector')}/-/ready`,
    },
    {
      name: 'prometheus',
      kind: 'server',
      program: programOnPath(['prometheus'], env['PATH']),
      args: [
        `--config.file=${configurationFiles.prometheus}`,
        `--storage.tsdb.path=${folder.prometheus}`,
        `--storage.tsdb.retention.time=${PROMETHEUS_RETENTION}`,
        `--web.listen-address=${listen(ports.prometheus)}`,
        `--web.external-url=${urlOf(settings, 'prometheus')}`,
      ],
      cwd: folder.root,
      env,
      readyUrl: `${urlOf(settings, 'prometheus')}/-/ready`,
    },
    {
      name: 'alertmanager',
      kind: 'server',
      program: programOnPath(['alertmanager', 'prometheus-alertmanager'], env['PATH']),
      args: [
        `--config.file=${configurationFiles.alertmanager}`,
        `--storage.path=${folder.alertmanager}`,
        `--web.listen-address=${listen(ports.alertmanager)}`,
        `--web.external-url=${urlOf(settings, 'alertmanager')}`,
        // Alone: without this it looks for peers and opens a port of its own for them.
        '--cluster.listen-address=',
      ],
      cwd: folder.root,
      env,
      readyUrl: `${urlOf(settings, 'alertmanager')}/-/ready`,
    },
    {
      name: 'sink',
      kind: 'server',
      program: process.execPath,
      args: [join(checkout, 'demo/sink.ts')],
      cwd: checkout,
      env: { ...env, SINK_HOST: host, SINK_PORT: String(ports.sink), SINK_FILE: folder.pagesFile },
      readyUrl: `${urlOf(settings, 'sink')}/pages`,
    },
    {
      name: 'preview',
      kind: 'server',
      program: process.execPath,
      args: [join(checkout, 'grafana-plugin/preview/server.ts')],
      cwd: checkout,
      env: {
        ...env,
        PREVIEW_HOST: host,
        PREVIEW_PORT: String(ports.preview),
        PROMETHEUS_URL: urlOf(settings, 'prometheus'),
        ALERTMANAGER_URL: urlOf(settings, 'alertmanager'),
        COLLECTOR_URL: urlOf(settings, 'collector'),
      },
      readyUrl: `${urlOf(settings, 'preview')}/`,
    },
  ];
}
