import { jobFromResource } from '../ledger/labels.ts';
import type { Attributes } from '../otlp/metrics.ts';
import { ENVIRONMENT_NAMES, INSTANCE_ID, SDK_LANGUAGE } from './attribute-names.ts';

/** The process that reports, as far as its resource tells. */
export interface TelemetrySource {
  readonly job: string;
  /** `service.instance.id`; empty when it is not told. */
  readonly instance: string;
  /** `telemetry.sdk.language`: Outlay's instrumentation can only be where this is `nodejs`. */
  readonly language: string | undefined;
}

export function sourceOf(resource: Attributes): TelemetrySource {
  const language = resource[SDK_LANGUAGE];
  return {
    job: jobFromResource(resource),
    instance: String(resource[INSTANCE_ID] ?? ''),
    language: typeof language === 'string' ? language : undefined,
  };
}

export function environmentOf(resource: Attributes): string | undefined {
  for (const name of ENVIRONMENT_NAMES) {
    const value = resource[name];
    if (typeof value === 'string' && value !== '') return value;
  }
  return undefined;
}
