import { UpstashCommandReader } from './upstash-commands.ts';
import { UpstashMessageReader } from './upstash-messages.ts';
import { UpstashVectorReader } from './upstash-vector.ts';
import type { Endpoint, ProviderAdapter } from '../types.ts';

const VECTOR_HOST = /-vector\.upstash\.io$/;
const SEARCH_HOST = /-search\.upstash\.io$/;
const PUBLIC_HOST = /\.upstash\.io$/;
const QSTASH_HOST = /^qstash[.-]/;
const QSTASH_PATH = /\/v2\/(publish|enqueue|batch|schedules)(\/|$)/;
/** Operations of Vector; those that Redis has as commands too are known by the host alone. */
const VECTOR_OPERATIONS: ReadonlySet<string> = new Set([
  ...['query', 'query-data', 'upsert', 'upsert-data', 'update', 'delete', 'fetch', 'range', 'info', 'reset'],
  ...['list-namespaces', 'delete-namespace', 'rename-namespace', 'resumable-query', 'resumable-query-data'],
]);
const VECTOR_ONLY = /\/((?:resumable-)?query(?:-data)?|upsert(?:-data)?)(?:\/[^/]*)?$/;

const OTHER: Endpoint = {
  operation: 'other',
  billing: 'never',
  createReader: () => ({ reading: () => ({ complete: true }) }),
};

/** Search bills what no response tells. */
const SEARCH: Endpoint = { ...OTHER, operation: 'search', billing: 'expected' };

/** Upstash over REST: Redis, Vector and QStash. Connections with the Redis protocol are no HTTP and are not seen. */
export const upstash: ProviderAdapter = {
  provider: 'upstash',
  hosts: ['.upstash.io'],
  endpoint(method, path, hostname = '') {
    const qstash = QSTASH_PATH.exec(path)?.[1];
    if (qstash !== undefined || QSTASH_HOST.test(hostname)) return matchQstash(method, qstash);
    if (VECTOR_HOST.test(hostname)) {
      const operation = path.split('/', 2)[1] ?? '';
      return VECTOR_OPERATIONS.has(operation) ? vectorEndpoint(operation) : OTHER;
    }
    if (SEARCH_HOST.test(hostname)) return SEARCH;
    // At a host of Upstash such a path names a key of Redis.
    const vector = PUBLIC_HOST.test(hostname) ? undefined : VECTOR_ONLY.exec(path)?.[1];
    return vector === undefined ? matchRedis(method, path) : vectorEndpoint(vector);
  },
};

function matchRedis(method: string, path: string): Endpoint {
  const last = path.slice(path.lastIndexOf('/') + 1);
  const batch = method === 'POST' && (last === 'pipeline' || last === 'multi-exec') ? last : undefined;
  return {
    operation: batch === undefined ? 'command' : batch.replace('-', '_'),
    billing: 'expected',
    createReader: () => new UpstashCommandReader(path, batch !== undefined),
  };
}

function vectorEndpoint(operation: string): Endpoint {
  return {
    operation: `vector_${operation.replaceAll('-', '_')}`,
    billing: 'expected',
    createReader: () => new UpstashVectorReader(operation),
  };
}

/** A schedule costs what its messages cost, later and unseen. */
function matchQstash(method: string, operation: string | undefined): Endpoint {
  if (method !== 'POST' || operation === undefined) return OTHER;
  if (operation === 'schedules') return { ...OTHER, operation: 'qstash_schedule' };
  return {
    operation: `qstash_${operation}`,
    billing: 'expected',
    createReader: () => new UpstashMessageReader(),
  };
}
