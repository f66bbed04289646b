import protobuf from 'protobufjs/minimal.js';
import { decodeAttributesMessage, decodeScopeName } from '../../otlp/protobuf/decode-metrics.ts';
import { type MetricSource, type ResourceSource, metricSource, resourceSource } from './metric-source.ts';

/** What a generation of resources may hold; there are two. */
const GENERATION = { resources: 10_000, bytes: 16 << 20 };
/** What the scopes and metrics of one resource may hold: an application's own come and go. */
const MAX_RESOURCE_BYTES = 1 << 20;
/** What an entry holds in memory beside its name, and for each byte of it: text, decoded attributes, objects. A guess. */
const ENTRY_BYTES = 500;
const MEMORY_PER_BYTE = 4;

export interface KnownScope {
  readonly source: ResourceSource;
  readonly scopeName: string;
  /** Whose it is: what is kept of its metrics is counted there. */
  readonly resource: KnownResource;
  /** By the bytes of the metric's name, cumulative and delta apart. */
  readonly metrics: Map<string, MetricSource>;
}

export interface KnownResource {
  readonly source: ResourceSource;
  /** By the bytes of the scope. */
  readonly scopes: Map<string, KnownScope>;
  /** What is kept of it with its scopes and metrics, in memory. */
  bytes: number;
}

/**
 * Resources, scopes and metrics by their bytes, which are the same in every export of a process: decoded once. Those that
 * report are kept: when a generation of resources is full, a new one begins, which takes over from the one before it what is
 * asked for again.
 */
export class BodySources {
  readonly #instanceLabels: boolean;
  #resources = new Map<string, KnownResource>();
  #before = new Map<string, KnownResource>();
  #bytes = 0;

  constructor(instanceLabels: boolean) {
    this.#instanceLabels = instanceLabels;
  }

  /** What is kept of the present generation, in bytes of memory. */
  get usedBytes(): number {
    return this.#bytes;
  }

  /** @throws what the decoder throws for bytes that are no resource */
  resource(body: Buffer, start: number, end: number): KnownResource {
    const key = body.toString('latin1', start, end);
    const known = this.#resources.get(key);
    if (known !== undefined) return known;
    const resource = this.#before.get(key) ?? this.#decode(body, start, end);
    if (this.#resources.size >= GENERATION.resources || this.#bytes >= GENERATION.bytes) {
      this.#before = this.#resources;
      this.#resources = new Map();
      this.#bytes = 0;
    }
    this.#resources.set(key, resource);
    this.#bytes += resource.bytes;
    return resource;
  }

  scope(resource: KnownResource, body: Buffer, start: number, end: number): KnownScope {
    const { source, scopes } = resource;
    const key = body.toString('latin1', start, end);
    const known = scopes.get(key);
    if (known !== undefined) return known;
    const scopeName = decodeScopeName(readerAt(body, start), end - start);
    const scope: KnownScope = { source, scopeName, resource, metrics: new Map() };
    this.#keep(resource, end - start);
    scopes.set(key, scope);
    return scope;
  }

  metric(scope: KnownScope, body: Buffer, start: number, end: number, isDelta: boolean): MetricSource {
    const { source, scopeName, metrics, resource } = scope;
    const bytes = body.toString('latin1', start, end);
    const key = isDelta ? `${bytes} delta` : bytes;
    const known = metrics.get(key);
    if (known !== undefined) return known;
    const metric = metricSource(source, scopeName, body.toString('utf8', start, end), isDelta);
    this.#keep(resource, end - start);
    metrics.set(key, metric);
    return metric;
  }

  #decode(body: Buffer, start: number, end: number): KnownResource {
    const attributes = decodeAttributesMessage(readerAt(body, start), end - start);
    return {
      source: resourceSource(attributes, this.#instanceLabels),
      scopes: new Map(),
      bytes: heldBytes(end - start),
    };
  }

  /** Counts what a scope or metric adds to its resource, whose others are forgotten when they are too many. */
  #keep(resource: KnownResource, length: number): void {
    const bytes = heldBytes(length);
    if (resource.bytes + bytes > MAX_RESOURCE_BYTES) {
      for (const { metrics } of resource.scopes.values()) metrics.clear();
      resource.scopes.clear();
      this.#bytes = Math.max(0, this.#bytes - resource.bytes);
      resource.bytes = 0;
    }
    resource.bytes += bytes;
    this.#bytes += bytes;
  }
}

function heldBytes(length: number): number {
  return ENTRY_BYTES + MEMORY_PER_BYTE * length;
}

/** A reader of the body at a place; fields that overrun the body are its errors, as ever. */
export function readerAt(body: Uint8Array, position: number): protobuf.Reader {
  const reader = protobuf.Reader.create(body);
  reader.pos = position;
  return reader;
}
