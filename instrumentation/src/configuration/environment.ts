import type { ProviderHost } from '../adapters/registry.ts';
import type { CardinalityLimits } from '../meter/totals.ts';
import { CARDINALITY_VARIABLE, parseCardinalityLimit } from './cardinality-limit.ts';
import { ConfigurationError } from './configuration-error.ts';
import { parseProviderHosts, PROVIDER_HOSTS_VARIABLE } from './provider-hosts.ts';
import { parseSpans, SPANS_VARIABLE } from './spans.ts';
import { parseStreamUsage, STREAM_USAGE_VARIABLE } from './stream-usage.ts';

export interface EnvironmentSettings {
  providerHosts: readonly ProviderHost[];
  exportIntervalMillis: number;
  cardinality: CardinalityLimits;
  /** True when streams are asked for the usage that they would not state. */
  requestStreamUsage: boolean;
  /** True when calls to models are told as spans where the application has a tracer. */
  spans: boolean;
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
  const { limits, problem } = parseCardinalityLimit(environment[CARDINALITY_VARIABLE]);
  if (problem) problems.push(problem);
  const streamUsage = parseStreamUsage(environment[STREAM_USAGE_VARIABLE]);
  if (streamUsage.problem) problems.push(streamUsage.problem);
  const spans = parseSpans(environment[SPANS_VARIABLE]);
  if (spans.problem) problems.push(spans.problem);
  return {
    providerHosts: hosts,
    cardinality: limits,
    requestStreamUsage: streamUsage.request,
    spans: spans.enabled,
    exportIntervalMillis,
    enabled:
      environment['OTEL_SDK_DISABLED']?.toLowerCase() !== 'true' &&
      environment['OTEL_METRICS_EXPORTER']?.toLowerCase() !== 'none',
    problems,
  };
}
