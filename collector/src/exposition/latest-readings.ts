import { METRIC } from '@outlay/instrumentation/names';
import type { Registry } from 'prom-client';
import {
  type Labels,
  instanceFromResource,
  jobFromResource,
  labelsFromAttributes,
} from '../ledger/labels.ts';
import type { GaugeReading } from '../ledger/booking/outcome.ts';
import { seriesKey } from '../ledger/series.ts';
import type { Attributes, AttributeValue } from '../otlp/metrics.ts';
import { type Sample, registerComputed } from './metric.ts';

/** After this long without an export, a gauge and a service's resource are no longer shown. */
const STALE_MS = 300_000;

/** Already in `job`, or different for every process. */
const LEFT_OUT_OF_TARGET_INFO = new Set(['service.name', 'service.namespace', 'service.instance.id']);
/** What describes a service. Others can hold secrets (`process.command_args`) and differ between processes. */
const DESCRIBING = /^(service|deployment|telemetry|k8s|cloud)\./;

/** Past this many, the one that was noted first is forgotten: nobody may be scraping what would forget them. */
const MAX_KEPT = 50_000;

interface Resource {
  readonly job: string;
  /** The instance, where instances are kept apart. */
  readonly target: Labels;
  readonly attributes: Attributes;
  readonly seenMs: number;
}

/** What only the latest export tells: gauges, and the resources behind `target_info`. Kept in memory; holds no money. */
export class LatestReadings {
  readonly #gauges = new Map<string, GaugeReading & { readonly seenMs: number }>();
  readonly #resources = new Map<string, Resource>();
  readonly #instanceLabels: boolean;

  /** @param instanceLabels whether each instance gets a `target_info` of its own */
  constructor({ instanceLabels = false }: { readonly instanceLabels?: boolean } = {}) {
    this.#instanceLabels = instanceLabels;
  }

  noteGauges(readings: readonly GaugeReading[], nowMs: number): void {
    for (const reading of readings) {
      const key = seriesKey(reading);
      const known = this.#gauges.get(key);
      if (known === undefined || known.timeUnixNano <= reading.timeUnixNano) {
        this.#gauges.set(key, { ...reading, seenMs: nowMs });
        forgetFirst(this.#gauges);
      }
    }
  }

  noteResources(resources: readonly Attributes[], nowMs: number): void {
    for (const resource of resources) {
      const key = JSON.stringify(resource);
      const instance = this.#instanceLabels ? instanceFromResource(resource) : undefined;
      this.#resources.set(key, {
        target: instance === undefined ? {} : { instance },
        job: jobFromResource(resource),
        attributes: resource,
        seenMs: nowMs,
      });
      forgetFirst(this.#resources);
    }
  }

  gauges(metric: string, nowMs: number): Sample[] {
    forgetStale(this.#gauges, nowMs);
    return [...this.#gauges.values()]
      .filter((reading) => reading.metric === metric)
      .map(({ labels, job, value }) => ({ labels: { ...labels, job }, value }));
  }

  /** One sample a job (or instance), with the attributes that all of its live instances share. */
  targetInfo(nowMs: number): Sample[] {
    forgetStale(this.#resources, nowMs);
    const shared = new Map<string, { readonly labels: Labels; attributes: Record<string, AttributeValue> }>();
    for (const { job, target, attributes } of this.#resources.values()) {
      const key = JSON.stringify([job, target]);
      const common = shared.get(key);
      if (common) common.attributes = intersection(common.attributes, attributes);
      else shared.set(key, { labels: { ...target, job }, attributes: described(attributes) });
    }
    return [...shared.values()].map(({ labels, attributes }) => ({
      labels: { ...labelsFromAttributes(attributes), ...labels },
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

function forgetFirst(entries: Map<string, unknown>): void {
  if (entries.size <= MAX_KEPT) return;
  for (const key of entries.keys()) {
    entries.delete(key);
    return;
  }
}
