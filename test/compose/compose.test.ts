import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { NEWEST } from '../../setup/tools.mjs';
import { newestTools } from '../monitoring/tool-versions.ts';
import { mountedFile, mountsOf, readComposeFile, ROOT, type Service } from './compose-file.ts';
import { environmentOf, isIgnored, readStages, type Stage } from './dockerfile.ts';

const run = promisify(execFile);
const compose = readComposeFile();
const services = Object.entries(compose.services);
const stages = readStages('collector/Dockerfile');
const newest = await newestTools();

function service(name: string): Service {
  const found = compose.services[name];
  if (!found) throw new Error(`docker-compose.yml has no service ${name}`);
  return found;
}

/** The stage that a service's image is built from. */
function stageOf({ image, build }: Service): Stage {
  const found = stages.find((stage) => stage.name === build?.target);
  if (!found) throw new Error(`${image} is not built from a stage of the Dockerfile`);
  return found;
}

/** Ports that the processes listen on in their containers. */
const LISTENS: Readonly<Record<string, readonly number[]>> = {
  collector: (stageOf(service('collector')).instructions.get('EXPOSE') ?? []).flatMap((ports) =>
    ports.split(' ').map(Number),
  ),
  // Defaults of the programs, which the flags in the file leave as they are.
  prometheus: [9090],
  alertmanager: [9093],
  grafana: [3000],
  sink: portsInEnvironment(service('sink')),
  'stand-ins': portsInEnvironment(service('stand-ins')),
};

function portsInEnvironment({ environment = {} }: Service): readonly number[] {
  return Object.entries(environment).flatMap(([name, value]) =>
    name.endsWith('_PORT') ? [Number(value)] : [],
  );
}

/** `HOST:PORT` of every address in a text. */
function addressesIn(text: string): readonly string[] {
  return [...text.matchAll(/\b([a-z][a-z-]*):(\d{4,5})\b/g)].map(([address]) => address);
}

const known = Object.entries(LISTENS).flatMap(([name, ports]) => ports.map((port) => `${name}:${port}`));

describe('mounts', () => {
  it.each(services)('%s mounts what exists, and files of the repository read-only', (_name, definition) => {
    for (const mount of mountsOf(definition)) {
      if (mount.isBind) {
        expect(existsSync(join(ROOT, mount.source)), `${mount.source} exists`).toBe(true);
        expect(mount.readOnly, `${mount.source} is read-only`).toBe(true);
      } else {
        expect(Object.keys(compose.volumes)).toContain(mount.source);
      }
    }
  });

  it('every volume is used', () => {
    const used = services.flatMap(([, definition]) => mountsOf(definition).map((mount) => mount.source));
    expect(Object.keys(compose.volumes).filter((volume) => !used.includes(volume))).toEqual([]);
  });

  it('volumes stand where the images keep their state', () => {
    const data = environmentOf(stageOf(service('collector')));
    const targets = (name: string) =>
      mountsOf(service(name)).flatMap((mount) => (mount.isBind ? [] : [mount.target]));
    expect(targets('collector')).toEqual([data['OUTLAY_DATA_DIR']]);
    expect(service('prometheus').command).toContain(`--storage.tsdb.path=${targets('prometheus')[0]}`);
    expect(service('alertmanager').command).toContain(`--storage.path=${targets('alertmanager')[0]}`);
    expect(targets('grafana')).toEqual(['/var/lib/grafana']);
    const [demo = ''] = targets('sink');
    for (const [name, variable] of [
      ['sink', 'SINK_FILE'],
      ['stand-ins', 'SPENT_FOLDER'],
    ] as const) {
      expect(String(service(name).environment?.[variable]).startsWith(`${demo}/`)).toBe(true);
    }
  });

  it('the collector reads the budgets that are mounted', () => {
    const budgetsFile = environmentOf(stageOf(service('collector')))['OUTLAY_BUDGETS_FILE'] ?? '';
    const file = mountedFile(service('collector'), budgetsFile);
    expect(file).toBe(join(ROOT, 'demo/budgets.yaml'));
  });
});

describe('ports and names', () => {
  it('are published on loopback, each once, and lead to where the service listens', () => {
    const published = services.flatMap(([name, { ports = [] }]) => ports.map((port) => ({ name, port })));
    for (const { name, port } of published) {
      expect(port).toMatch(/^127\.0\.0\.1:\d+:\d+$/);
      expect(LISTENS[name]).toContain(Number(port.split(':')[2]));
    }
    expect(new Set(published.map(({ port }) => port.split(':')[1])).size).toBe(published.length);
    expect(Object.fromEntries(published.map(({ name, port }) => [port.split(':')[1], name]))).toEqual({
      3000: 'grafana',
      4318: 'collector',
      9090: 'prometheus',
      9093: 'alertmanager',
      9095: 'sink',
      9464: 'collector',
    });
  });

  it.each(['prometheus', 'alertmanager'] as const)('%s links to where it is published', (name) => {
    const [port = ''] = service(name).ports ?? [];
    const address = port.split(':').slice(0, 2).join(':');
    expect(service(name).command).toContain(`--web.external-url=http://${address}`);
  });

  it.each([
    'alerts/prometheus/prometheus.yml',
    'alerts/alertmanager/alertmanager.yml',
    'dashboards/provisioning/datasources/outlay.yml',
  ])('%s names services and the ports they listen on', (file) => {
    const addresses = addressesIn(JSON.stringify(parse(readFileSync(join(ROOT, file), 'utf8'))));
    expect(addresses).not.toEqual([]);
    expect(addresses.filter((address) => !known.includes(address))).toEqual([]);
  });

  it.each(services)(
    '%s is told addresses of services and waits for services that exist',
    (_name, definition) => {
      const addresses = Object.values(definition.environment ?? {}).flatMap((value) =>
        addressesIn(String(value)),
      );
      expect(addresses.filter((address) => !known.includes(address))).toEqual([]);
      for (const [dependency, { condition }] of Object.entries(definition.depends_on ?? {})) {
        const needed = service(dependency);
        if (condition === 'service_healthy')
          expect(stageOf(needed).instructions.has('HEALTHCHECK')).toBe(true);
      }
    },
  );

  it('the providers that the instrumentation knows by host are the addresses that the SDKs call', () => {
    const { environment = {} } = service('assistant');
    const hosts = String(environment['OUTLAY_PROVIDER_HOSTS']).split(',').sort();
    const called = ['openai', 'anthropic', 'resend'].map((provider) => {
      const { host } = new URL(String(environment[`${provider.toUpperCase()}_BASE_URL`]));
      expect(host).toBe(`stand-ins:${service('stand-ins').environment?.[`${provider.toUpperCase()}_PORT`]}`);
      return `${provider}=${host}`;
    });
    expect(hosts).toEqual(called.sort());
  });
});

describe('commands', () => {
  const node = services.filter(([, { command }]) => command?.[0] === 'node');

  it.each(node)('%s runs a file that its image has', (_name, { command = [] }) => {
    const file = command.at(-1) ?? '';
    expect(existsSync(join(ROOT, file)), `${file} exists`).toBe(true);
    expect(isIgnored(file)).toBe(false);
    const copied = stages
      .find((stage) => stage.name === 'demo')
      ?.copies.flatMap((copy) => (copy.from ? [] : copy.sources));
    expect(copied?.some((source) => file.startsWith(`${source}/`))).toBe(true);
    const [, imported = ''] = command.at(1) === '--import' ? command.slice(1) : [];
    if (imported) {
      const { name, exports } = JSON.parse(
        readFileSync(join(ROOT, 'instrumentation/package.json'), 'utf8'),
      ) as {
        name: string;
        exports: Record<string, unknown>;
      };
      expect(Object.keys(exports).map((path) => path.replace('.', name))).toContain(imported);
    }
  });

  it.skipIf(!newest).each(['prometheus', 'alertmanager'] as const)('%s knows its flags', async (name) => {
    const { stdout, stderr } = await run(newest?.[name] ?? name, ['--help']);
    for (const flag of service(name).command ?? []) {
      expect(`${stdout}${stderr}`).toContain(`${flag.split('=')[0]}=`);
    }
  });

  it('the collector’s image starts a command that the outlay program has', async () => {
    const stage = stageOf(service('collector'));
    const [program = ''] = stage.instructions.get('ENTRYPOINT') ?? [];
    const [command = ''] = stage.instructions.get('CMD') ?? [];
    const [, path = ''] = JSON.parse(program) as string[];
    const [subcommand = ''] = JSON.parse(command) as string[];
    const { stdout } = await run(process.execPath, [path.replace('/outlay/', ROOT), subcommand, '--help']);
    expect(stdout).toContain(`outlay ${subcommand}`);
  });
});

describe('mounted configuration', () => {
  it.each(['prometheus', 'alertmanager'] as const)(
    '%s is of the newest version that the alerts are tested on',
    (name) => {
      expect(service(name).image).toContain(`:v${NEWEST[name]}.`);
    },
  );

  it.skipIf(!newest).each([
    { name: 'prometheus', tool: 'promtool', check: ['check', 'config'], says: 'rule files found' },
    { name: 'alertmanager', tool: 'amtool', check: ['check-config'], says: 'SUCCESS' },
  ] as const)(
    'that of $name is accepted by the $tool of its release',
    async ({ name, tool, check, says }) => {
      const { command = [] } = service(name);
      const path = command.find((flag) => flag.startsWith('--config.file='))?.split('=')[1] ?? '';
      const { stdout } = await run(newest?.[tool] ?? tool, [
        ...check,
        mountedFile(service(name), path) ?? path,
      ]);
      expect(stdout).toContain(says);
    },
  );

  it('Grafana reads dashboards from where they are mounted and opens the overview', () => {
    const grafana = service('grafana');
    const provisioning = mountedFile(grafana, '/etc/grafana/provisioning/dashboards/outlay.yml') ?? '';
    const { providers } = parse(readFileSync(provisioning, 'utf8')) as {
      providers: { options: { path: string } }[];
    };
    const folder = providers[0]?.options.path ?? '';
    expect(mountedFile(grafana, folder)).toBe(join(ROOT, 'dashboards/generated'));
    const home = String(grafana.environment?.['GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH']);
    expect(existsSync(mountedFile(grafana, home) ?? home)).toBe(true);
  });

  it('data source and dashboards agree on the kind of data source', () => {
    const grafana = service('grafana');
    const file = mountedFile(grafana, '/etc/grafana/provisioning/datasources/outlay.yml') ?? '';
    const { datasources } = parse(readFileSync(file, 'utf8')) as {
      datasources: { type: string; isDefault?: boolean; uid: string }[];
    };
    expect(datasources.filter((source) => source.isDefault).map((source) => source.type)).toEqual([
      'prometheus',
    ]);
  });
});
