import { type ProviderHost } from '../adapters/registry.ts';
import { ConfigurationError } from './configuration-error.ts';
import { parseProviderHosts, PROVIDER_HOSTS_VARIABLE } from './provider-hosts.ts';

export interface EnvironmentSettings {
  providerHosts: readonly ProviderHost[];
  exportIntervalMillis: number;
  /** False when `OTEL_SDK_DISABLED` or `OTEL_METRICS_EXPORTER=none` turns telemetry off. */
  enabled: boolean;
  /** Settings that cannot be used; defaults stand in for them. */
  problems: readonly ConfigurationError[];
}

const INTERVAL_VARIABLE = 'OTEL_METRIC_EXPORT_INTERVAL';
const DEFAULT_INTERVAL_MILLIS = 10_000;

/** Parses the settings that Outlay reads from the environment. */
export function parseEnvironment(environment: NodeJS.ProcessEnv): EnvironmentSettings {
  const { hosts, problems: hostProblems } = parseProviderHosts(environment[PROVIDER_HOSTS_VARIABLE] ?? '');
  const problems = [...hostProblems];
  const written = environment[INTERVAL_VARIABLE] ?? '';
  let exportIntervalMillis = written === '' ? DEFAULT_INTERVAL_MILLIS : Number(written);
  if (!Number.isInteger(exportIntervalMillis) || exportIntervalMillis <= 0) {
    problems.push(
      new ConfigurationError(
        `${INTERVAL_VARIABLE}: "${written}" is no interval. Write milliseconds, 10000 for instance; 10 s count now.`,
      ),
    );
    exportIntervalMillis = DEFAULT_INTERVAL_MILLIS;
  }
  return {
    providerHosts: hosts,
    exportIntervalMillis,
    enabled:
      environment['OTEL_SDK_DISABLED']?.toLowerCase() !== 'true' &&
      environment['OTEL_METRICS_EXPORTER']?.toLowerCase() !== 'none',
    problems,
  };
}
