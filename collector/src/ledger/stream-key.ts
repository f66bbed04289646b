import { createHash } from 'node:crypto';
import type { Attributes } from '../otlp/metrics.ts';

/**
 * Makes the keys of one resource's streams. A stream is a resource, a scope, a metric, attributes and a start time;
 * the key is the SHA-256 of them in hexadecimal, the same for whatever order the attributes arrive in.
 */
export function streamKeyFactory(
  resource: Attributes,
): (scopeName: string, metric: string, attributes: Attributes, startUnixNano: bigint) => string {
  const resourceText = canonical(resource);
  return (scopeName, metric, attributes, startUnixNano) =>
    createHash('sha256')
      .update(
        JSON.stringify([resourceText, scopeName, metric, canonical(attributes), startUnixNano.toString()]),
      )
      .digest('hex');
}

function canonical(attributes: Attributes): string {
  return JSON.stringify(
    Object.keys(attributes)
      .sort()
      .map((key) => [key, String(attributes[key])]),
  );
}
