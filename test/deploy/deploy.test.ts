import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments, parse as parseYaml } from 'yaml';
import { openApiDocument } from '../../collector/src/api/openapi/openapi-document.ts';
import { budgetsSchema } from '../../collector/src/budget/configuration.ts';
import { collectorCommand } from '../../collector/src/cli/collector.ts';

const DEPLOY = fileURLToPath(new URL('../../docs/deploy', import.meta.url));
const UNIT = join(DEPLOY, 'outlay-collector.service');
const KNOWN_VARIABLES = new Set(collectorCommand().options.flatMap(({ envVar }) => envVar ?? []));

/** Every setting of Outlay's that a file names, in comments too. */
function variablesIn(path: string): string[] {
  return [...new Set(readFileSync(path, 'utf8').match(/\bOUTLAY_[A-Z_]+/g) ?? [])];
}

interface Resource {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly spec?: Record<string, unknown>;
  readonly data?: Record<string, string>;
}

interface PodSpec {
  readonly securityContext: Record<string, unknown>;
  readonly containers: readonly {
    readonly args: readonly string[];
    readonly env: readonly { readonly name: string; readonly value: string }[];
    readonly ports: readonly { readonly name: string; readonly containerPort: number }[];
    readonly securityContext: Record<string, unknown>;
    readonly volumeMounts: readonly { readonly name: string; readonly mountPath: string }[];
    readonly [probe: `${string}Probe`]: {
      readonly httpGet: { readonly path: string; readonly port: string };
    };
  }[];
  readonly volumes: readonly { readonly name: string }[];
}

describe('outlay-collector.service', () => {
  const text = readFileSync(UNIT, 'utf8');

  it('sets only what the collector knows', () => {
    const variables = variablesIn(UNIT);
    expect(variables.length).toBeGreaterThan(3);
    expect(variables.filter((name) => !KNOWN_VARIABLES.has(name))).toEqual([]);
    expect(text).toContain(`ExecStart=/usr/bin/env outlay ${collectorCommand().name()}`);
  });

  it('writes its state in the folder that systemd gives it', () => {
    const [, state] = /^StateDirectory=(.*)$/m.exec(text) ?? [];
    expect(text).toContain(`Environment=OUTLAY_DATA_DIR=/var/lib/${state}`);
    expect(text).not.toMatch(/^MemoryDenyWriteExecute=yes/m);
  });

  const hasSystemd = spawnSync('systemd-analyze', ['--version']).status === 0;
  it.skipIf(!hasSystemd)(
    'is a unit that systemd accepts (skipped where systemd-analyze is not installed)',
    () => {
      const { status, stderr } = spawnSync('systemd-analyze', ['verify', UNIT], { encoding: 'utf8' });
      expect([status, stderr.split('\n').filter((line) => line.includes('outlay-collector'))]).toEqual([
        0,
        [],
      ]);
    },
  );
});

describe('kubernetes.yaml', () => {
  const file = join(DEPLOY, 'kubernetes.yaml');
  const documents = parseAllDocuments(readFileSync(file, 'utf8'));
  const resources = documents.flatMap((document): Resource[] => {
    expect(document.errors).toEqual([]);
    const value: unknown = document.toJS();
    return value === null ? [] : [value as Resource];
  });
  const find = (kind: string) => {
    const found = resources.find((resource) => resource.kind === kind);
    if (found === undefined) throw new Error(`${file} has no ${kind}`);
    return found;
  };
  const pod = (find('StatefulSet').spec as { template: { spec: PodSpec } }).template.spec;
  const [container] = pod.containers;
  if (container === undefined) throw new Error('the pod has no container');

  it('is one collector with a namespace, budgets, a service and a disk', () => {
    expect(resources.map(({ kind }) => kind)).toEqual(['Namespace', 'ConfigMap', 'Service', 'StatefulSet']);
    expect(find('StatefulSet').spec).toMatchObject({
      replicas: 1,
      serviceName: find('Service').metadata.name,
    });
    for (const { kind, metadata } of resources) {
      if (kind !== 'Namespace') expect(metadata.namespace).toBe(find('Namespace').metadata.name);
    }
  });

  it('sets only what the collector knows, and tells it where its files are mounted', () => {
    expect(variablesIn(file).filter((name) => !KNOWN_VARIABLES.has(name))).toEqual([]);
    const mounted = container.volumeMounts.map(({ mountPath }) => mountPath);
    for (const name of ['OUTLAY_DATA_DIR', 'OUTLAY_BUDGETS_FILE', 'OUTLAY_TOKENS_FILE']) {
      const { value = '' } = container.env.find((each) => each.name === name) ?? {};
      expect(
        mounted.some((path) => value.startsWith(path)),
        name,
      ).toBe(true);
    }
    expect(container.args).toEqual([collectorCommand().name()]);
  });

  it('asks for health where the collector answers, on ports that it has', () => {
    const paths = Object.keys(openApiDocument()['paths'] as object);
    const ports = container.ports.map(({ name }) => name);
    for (const probe of ['startupProbe', 'livenessProbe', 'readinessProbe'] as const) {
      const { path, port } = container[probe]?.httpGet ?? { path: '', port: '' };
      expect([paths.includes(path), ports.includes(port)], probe).toEqual([true, true]);
    }
    const defaults = Object.fromEntries(
      collectorCommand().options.map((option) => [option.long, option.defaultValue]),
    );
    expect(container.ports.map(({ containerPort }) => containerPort)).toEqual([
      defaults['--otlp-port'],
      defaults['--port'],
    ]);
    const service = find('Service').spec as { ports: { port: number; targetPort: string }[] };
    expect(service.ports.map(({ targetPort }) => targetPort)).toEqual(ports);
  });

  it('runs without rights that it does not need, and writes to volumes alone', () => {
    expect(pod.securityContext).toMatchObject({
      runAsNonRoot: true,
      seccompProfile: { type: 'RuntimeDefault' },
    });
    expect(container.securityContext).toMatchObject({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    });
    const claims = find('StatefulSet').spec as { volumeClaimTemplates: { metadata: { name: string } }[] };
    const volumes = [...pod.volumes, ...claims.volumeClaimTemplates.map(({ metadata }) => metadata)];
    expect(volumes.map(({ name }) => name).sort()).toEqual(
      container.volumeMounts.map(({ name }) => name).sort(),
    );
  });

  it('has budgets that the collector accepts', () => {
    const budgets: unknown = parseYaml(find('ConfigMap').data?.['budgets.yaml'] ?? '');
    expect(budgetsSchema([]).parse(budgets).budgets).toHaveLength(1);
  });

  it('has a ServiceMonitor in comments that is YAML once they are taken away', () => {
    const text = readFileSync(file, 'utf8');
    const commented = text.slice(text.indexOf('# apiVersion: monitoring'));
    const monitor: unknown = parseYaml(commented.replaceAll(/^# ?/gm, ''));
    expect(monitor).toMatchObject({
      kind: 'ServiceMonitor',
      spec: { endpoints: [{ port: 'api', path: '/metrics' }] },
    });
  });
});
