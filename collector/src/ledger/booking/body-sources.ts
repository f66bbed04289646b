import protobuf from 'protobufjs/minimal.js';
import { decodeAttributesMessage, decodeScopeName } from '../../otlp/protobuf/decode-metrics.ts';
import { type MetricSource, type ResourceSource, metricSource, resourceSource } from './metric-source.ts';

/** Resources that are kept decoded; when there are more, all are decoded once more. */
const MAX_RESOURCES = 10_000;
/** Names of metrics that are kept for one scope: an application's own come and go. */
const MAX_METRICS = 1_000;

export interface KnownScope {
  readonly source: ResourceSource;
  readonly scopeName: string;
  /** By the bytes of the metric's name, cumulative and delta apart. */
  readonly metrics: Map<string, MetricSource>;
}

export interface KnownResource {
  readonly source: ResourceSource;
  /** By the bytes of the scope. */
  readonly scopes: Map<string, KnownScope>;
}

/** Resources, scopes and metrics by their bytes, which are the same in every export of a process: decoded once. */
export class BodySources {
  readonly #instanceLabels: boolean;
  readonly #resources = new Map<string, KnownResource>();

  constructor(instanceLabels: boolean) {
    this.#instanceLabels = instanceLabels;
  }

  /** @throws what the decoder throws for bytes that are no resource */
  resource(body: Buffer, start: number, end: number): KnownResource {
    const key = body.toString('latin1', start, end);
    const known = this.#resources.get(key);
    if (known !== undefined) return known;
    if (this.#resources.size >= MAX_RESOURCES) this.#resources.clear();
    const attributes = decodeAttributesMessage(readerAt(body, start), end - start);
    const resource = { source: resourceSource(attributes, this.#instanceLabels), scopes: new Map() };
    this.#resources.set(key, resource);
    return resource;
  }

  scope({ source, scopes }: KnownResource, body: Buffer, start: number, end: number): KnownScope {
    const key = body.toString('latin1', start, end);
    const known = scopes.get(key);
    if (known !== undefined) return known;
    if (scopes.size >= MAX_METRICS) scopes.clear();
    const scope = {
      source,
      scopeName: decodeScopeName(readerAt(body, start), end - start),
      metrics: new Map(),
    };
    scopes.set(key, scope);
    return scope;
  }

  metric(
    { source, scopeName, metrics }: KnownScope,
    body: Buffer,
    start: number,
    end: number,
    isDelta: boolean,
  ): MetricSource {
    const bytes = body.toString('latin1', start, end);
    const key = isDelta ? `${bytes} delta` : bytes;
    const known = metrics.get(key);
    if (known !== undefined) return known;
    if (metrics.size >= MAX_METRICS) metrics.clear();
    const metric = metricSource(source, scopeName, body.toString('utf8', start, end), isDelta);
    metrics.set(key, metric);
    return metric;
  }
}

/** A reader of the body at a place; fields that overrun the body are its errors, as ever. */
export function readerAt(body: Uint8Array, position: number): protobuf.Reader {
  const reader = protobuf.Reader.create(body);
  reader.pos = position;
  return reader;
}
