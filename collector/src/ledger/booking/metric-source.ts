import type { Attributes } from '../../otlp/metrics.ts';
import { instanceFromResource, jobFromResource } from '../labels.ts';
import { METRIC_KINDS, type MetricKind } from '../metric-kind.ts';
import { DELTA, type StreamKey, streamKeyFactory } from '../stream-key.ts';

/** Who reports: a resource. */
export interface ResourceSource {
  readonly resource: Attributes;
  readonly job: string;
  /** Only where instances are kept apart. */
  readonly instance: string | undefined;
  readonly streamKey: StreamKey;
}

/** A metric as one scope of one resource reports it. */
export interface MetricSource extends ResourceSource {
  /** Tells it from every other in this process; for recognising streams on the wire. */
  readonly id: number;
  readonly scopeName: string;
  readonly metric: string;
  /** Undefined for a metric that is none of ours. */
  readonly kind: MetricKind | undefined;
  readonly isDelta: boolean;
}

let lastId = 0;

export function resourceSource(resource: Attributes, instanceLabels: boolean): ResourceSource {
  return {
    resource,
    job: jobFromResource(resource),
    instance: instanceLabels ? instanceFromResource(resource) : undefined,
    streamKey: streamKeyFactory(resource),
  };
}

export function metricSource(
  source: ResourceSource,
  scopeName: string,
  metric: string,
  isDelta: boolean,
): MetricSource {
  lastId += 1;
  return { ...source, id: lastId, scopeName, metric, kind: METRIC_KINDS.get(metric), isDelta };
}

export function keyOf(source: MetricSource, attributes: Attributes, startUnixNano: bigint): Uint8Array {
  return source.streamKey(
    source.scopeName,
    source.metric,
    attributes,
    source.isDelta ? DELTA : startUnixNano,
  );
}
