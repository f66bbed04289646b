import { join } from 'node:path';
import type { ProcessPlan } from './process-plan.ts';
import type { RunFolder } from './run-folder.ts';
import { reachableHost, urlOf, type StackSettings } from './stack-settings.ts';

/** Ports of the providers' stand-ins. */
export type StandInPorts = Readonly<Record<'openai' | 'anthropic' | 'resend', number>>;

/** Shorter than the default of ten seconds, so that bars follow the traffic closely. */
const EXPORT_INTERVAL_MS = '5000';

/** The stand-ins of the providers, and the two services that call them. */
export function demoPlans(settings: StackSettings, folder: RunFolder, ports: StandInPorts): ProcessPlan[] {
  const cwd = join(settings.checkout, 'demo');
  const reachable = reachableHost(settings.host);
  // Nothing of the person's own environment: a real key or address of a provider must not get into the demo.
  const bare = Object.fromEntries(
    ['PATH', 'HOME', 'TMPDIR', 'LANG'].flatMap((name) => {
      const value = process.env[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
  const env = {
    ...bare,
    OPENAI_BASE_URL: `http://${reachable}:${ports.openai}/v1`,
    OPENAI_API_KEY: 'demo',
    ANTHROPIC_BASE_URL: `http://${reachable}:${ports.anthropic}`,
    ANTHROPIC_API_KEY: 'demo',
    RESEND_BASE_URL: `http://${reachable}:${ports.resend}`,
    RESEND_API_KEY: 're_demo',
    OUTLAY_PROVIDER_HOSTS: Object.entries(ports)
      .map(([provider, port]) => `${provider}=${reachable}:${port}`)
      .join(','),
    OTEL_EXPORTER_OTLP_ENDPOINT: urlOf(settings, 'otlp'),
    OTEL_METRIC_EXPORT_INTERVAL: EXPORT_INTERVAL_MS,
    OTEL_METRIC_EXPORT_TIMEOUT: '4000',
    OTEL_RESOURCE_ATTRIBUTES: 'service.namespace=demo',
    OTEL_TRACES_EXPORTER: 'none',
    OTEL_LOGS_EXPORTER: 'none',
  };
  return [
    {
      name: 'stand-ins',
      kind: 'server',
      program: process.execPath,
      args: ['stand-ins/server.ts'],
      cwd,
      env: {
        ...bare,
        STAND_IN_HOST: settings.host,
        OPENAI_PORT: String(ports.openai),
        ANTHROPIC_PORT: String(ports.anthropic),
        RESEND_PORT: String(ports.resend),
        SPENT_FOLDER: folder.spent,
      },
      readyUrl: `http://${reachable}:${ports.resend}/spent`,
    },
    {
      name: 'assistant',
      kind: 'service',
      program: process.execPath,
      args: ['--import', '@outlay/instrumentation/register', 'services/assistant.ts'],
      cwd,
      env: { ...env, OTEL_SERVICE_NAME: 'assistant' },
    },
    {
      name: 'digest',
      kind: 'service',
      program: process.execPath,
      args: ['services/digest.ts'],
      cwd,
      env,
    },
  ];
}
