import { createHash } from 'node:crypto';
import type { Attributes } from '../otlp/metrics.ts';

/** What stands for the start time in the key of a delta stream: each of its points has a start of its own. */
export const DELTA = 'delta';

/** @returns SHA-256 */
export type StreamKey = (
  scopeName: string,
  metric: string,
  attributes: Attributes,
  start: bigint | typeof DELTA,
) => Uint8Array;

/**
 * Makes the keys of one resource's streams. A stream is a resource, a scope, a metric, attributes and a start time; the
 * key is the same for whatever order the attributes arrive in.
 */
export function streamKeyFactory(resource: Attributes): StreamKey {
  const resourceText = canonical(resource);
  return (scopeName, metric, attributes, start) =>
    createHash('sha256')
      .update(JSON.stringify([resourceText, scopeName, metric, canonical(attributes), start.toString()]))
      .digest();
}

function canonical(attributes: Attributes): string {
  return JSON.stringify(
    Object.keys(attributes)
      .sort()
      .map((key) => [key, String(attributes[key])]),
  );
}
