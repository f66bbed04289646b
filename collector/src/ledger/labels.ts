import { createHash } from 'node:crypto';
import type { Attributes } from '../otlp/metrics.ts';

export type Labels = Readonly<Record<string, string>>;

/** Labels that the collector itself sets; an attribute of that name is kept under `exported_…`, as Prometheus does. */
const RESERVED = new Set(['job', 'instance', 'le', 'quantile']);

/** The most characters of a label's value, of UTF-16: a prompt that was put into an attribute is in every scrape otherwise. */
const MAX_VALUE_LENGTH = 1_024;
const SHOWN_HASH_LENGTH = 12;

/**
 * Turns attributes into Prometheus labels: characters other than letters, digits and `_` become `_`; the values of
 * attributes that collide are joined with `;`. Sorted by name, empty values left out (Prometheus treats them as absent), long
 * ones cut.
 * Source: OpenTelemetry specification, "Prometheus and OpenMetrics compatibility".
 *
 * @param instance where instances are kept apart: the one that reports
 */
export function labelsFromAttributes(attributes: Attributes, instance?: string): Labels {
  const labels: Record<string, string> = Object.create(null);
  for (const key of Object.keys(attributes).sort()) {
    const value = showable(String(attributes[key]));
    if (value === '') continue;
    const name = labelName(key);
    const taken = labels[name];
    labels[name] = taken === undefined ? value : `${taken};${value}`;
  }
  if (instance !== undefined) labels['instance'] = showable(instance);
  for (const name of Object.keys(labels)) labels[name] = shortened(labels[name] ?? '');
  return sortByName(labels);
}

/**
 * A label's value as the exposition can show it: halves of surrogate pairs and NUL have the replacement character in their
 * place. Kept as they came they would be different labels in the ledger and one series, twice, for Prometheus.
 */
export function showable(value: string): string {
  return value.toWellFormed().replaceAll('\0', '\ufffd');
}

/** Cut, with a hash of the whole, so that values that begin alike stay apart. */
function shortened(value: string): string {
  if (value.length <= MAX_VALUE_LENGTH) return value;
  const hash = createHash('sha256').update(value).digest('hex').slice(0, SHOWN_HASH_LENGTH);
  // The cut may have gone through a surrogate pair.
  return `${value.slice(0, MAX_VALUE_LENGTH).toWellFormed()}~${hash}`;
}

function labelName(key: string): string {
  const name = key.replace(/[^a-zA-Z0-9_]/g, '_');
  if (RESERVED.has(name)) return `exported_${name}`;
  // No label begins with a digit, is empty, or has the two underscores that Prometheus keeps for itself.
  return name === '' || /^([0-9]|__)/.test(name) ? `key_${name}` : name;
}

function sortByName(labels: Labels): Labels {
  const sorted: Record<string, string> = Object.create(null);
  for (const name of Object.keys(labels).sort()) sorted[name] = labels[name] ?? '';
  return sorted;
}

/** `service.namespace/service.name`, what Prometheus calls the job. */
export function jobFromResource(resource: Attributes): string {
  const name = shortened(showable(String(resource['service.name'] ?? 'unknown_service')));
  const namespace = resource['service.namespace'];
  return namespace === undefined || namespace === ''
    ? name
    : `${shortened(showable(String(namespace)))}/${name}`;
}

/** `service.instance.id`, what Prometheus calls the instance; undefined for a service that does not tell. */
export function instanceFromResource(resource: Attributes): string | undefined {
  const instance = String(resource['service.instance.id'] ?? '');
  return instance === '' ? undefined : instance;
}
