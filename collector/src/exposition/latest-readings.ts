import { METRIC } from '@outlay/instrumentation/names';
import type { Registry } from 'prom-client';
import { jobFromResource, labelsFromAttributes } from '../ledger/labels.ts';
import type { GaugeReading } from '../ledger/plan.ts';
import { seriesKey } from '../ledger/series.ts';
import type { Attributes, AttributeValue, MetricsExport } from '../otlp/metrics.ts';
import { type Sample, registerComputed } from './metric.ts';

/** After this long without an export, a gauge and a service's resource are no longer shown. */
const STALE_MS = 300_000;

/** Already in `job`, or different for every process. */
const LEFT_OUT_OF_TARGET_INFO = new Set(['service.name', 'service.namespace', 'service.instance.id']);
/** What describes a service. Others can hold secrets (`process.command_args`) and differ between processes. */
const DESCRIBING = /^(service|deployment|telemetry|k8s|cloud)\./;

/** What only the latest export tells: gauges, and the resources behind `target_info`. Kept in memory; holds no money. */
export class LatestReadings {
  readonly #gauges = new Map<string, GaugeReading & { readonly seenMs: number }>();
  readonly #resources = new Map<string, { job: string; attributes: Attributes; seenMs: number }>();

  noteGauges(readings: readonly GaugeReading[], nowMs: number): void {
    for (const reading of readings) {
      const key = seriesKey(reading);
      const known = this.#gauges.get(key);
      if (known === undefined || known.timeUnixNano <= reading.timeUnixNano) {
        this.#gauges.set(key, { ...reading, seenMs: nowMs });
      }
    }
  }

  noteResources(batch: MetricsExport, nowMs: number): void {
    for (const { resource } of batch) {
      const key = JSON.stringify(resource);
      this.#resources.set(key, { job: jobFromResource(resource), attributes: resource, seenMs: nowMs });
    }
  }

  gauges(metric: string, nowMs: number): Sample[] {
    forgetStale(this.#gauges, nowMs);
    return [...this.#gauges.values()]
      .filter((reading) => reading.metric === metric)
      .map(({ labels, job, value }) => ({ labels: { ...labels, job }, value }));
  }

  /** One sample a job, with the attributes that all of its live instances share. */
  targetInfo(nowMs: number): Sample[] {
    forgetStale(this.#resources, nowMs);
    const shared = new Map<string, Record<string, AttributeValue>>();
    for (const { job, attributes } of this.#resources.values()) {
      const common = shared.get(job);
      shared.set(job, common === undefined ? described(attributes) : intersection(common, attributes));
    }
    return [...shared].map(([job, attributes]) => ({
      labels: { ...labelsFromAttributes(attributes), job },
      value: 1,
    }));
  }
}

export function registerTargetInfo(registry: Registry, readings: LatestReadings, clock: () => Date): void {
  registerComputed(
    registry,
    {
      name: METRIC.targetInfo,
      help: 'Resource attributes that the instances of a job share.',
      type: 'gauge',
    },
    () => readings.targetInfo(clock().getTime()),
  );
}

function described(attributes: Attributes): Record<string, AttributeValue> {
  return Object.fromEntries(
    Object.entries(attributes).filter(([key]) => DESCRIBING.test(key) && !LEFT_OUT_OF_TARGET_INFO.has(key)),
  );
}

function intersection(a: Attributes, b: Attributes): Record<string, AttributeValue> {
  return Object.fromEntries(Object.entries(a).filter(([key, value]) => b[key] === value));
}

function forgetStale(entries: Map<string, { readonly seenMs: number }>, nowMs: number): void {
  for (const [key, { seenMs }] of entries) if (nowMs - seenMs > STALE_MS) entries.delete(key);
}
