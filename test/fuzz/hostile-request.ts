import { deflateSync, gzipSync } from 'node:zlib';
import { mutateBytes } from './mutate-bytes.ts';
import { mutateJson } from './mutate-json.ts';
import { Random } from './random.ts';
import type { Payload } from './real-payloads.ts';

export interface HostileRequest {
  readonly method?: 'GET' | 'POST';
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

const BOMB_BYTES = 64 * 1024 * 1024;
let bomb: Buffer | undefined;
/** Some 64 KB that unpack to 64 MB. */
const gzipBomb = () => (bomb ??= gzipSync(Buffer.alloc(BOMB_BYTES, 0x0a)));

/** Bombs take the collector's time up to its limit: a few of them are enough. */
const BOMB_SHARE = 0.0002;
const COMPRESSED_SHARE = 0.1;
const WRONG_HEADER_SHARE = 0.02;
const QUERY_SHARE = 0.03;

/** Questions that the API answers, before they are changed. */
const QUERIES: readonly (readonly [path: string, parameters: Readonly<Record<string, string>>])[] = [
  [
    '/api/v1/usage',
    { groupBy: 'provider,model', by: 'month', from: '2026-01-01', timeZone: 'Europe/London' },
  ],
  ['/api/v1/usage', { groupBy: 'user', from: '2026-01-01T10:00:00Z', to: '2026-12-01', format: 'csv' }],
  ['/api/v1/budgets', { periods: '3' }],
  ['/api/v1/reports/daily', { top: '3' }],
];

/** Request number `index` of a run: the same for the same seed. */
export function hostileRequest(payloads: readonly Payload[], seed: number, index: number): HostileRequest {
  const random = new Random(Math.imul(seed, 2654435761) ^ Math.imul(index, 40503) ^ (index >>> 7));
  if (random.next() < QUERY_SHARE) return hostileQuery(random);
  const { path, contentType, body } = random.pick(payloads);
  const headers: Record<string, string> = { 'content-type': contentType };
  if (random.next() < BOMB_SHARE) {
    return { path, headers: { ...headers, 'content-encoding': 'gzip' }, body: gzipBomb() };
  }
  const isTree = contentType === 'application/json' && random.next() < 0.8;
  let changed = isTree ? Buffer.from(mutateJson(body.toString(), random)) : mutateBytes(body, random);
  if (random.next() < COMPRESSED_SHARE) {
    const encoding = random.pick(['gzip', 'deflate'] as const);
    headers['content-encoding'] = encoding;
    changed = encoding === 'gzip' ? gzipSync(changed, { level: 1 }) : deflateSync(changed, { level: 1 });
    if (random.next() < 0.5) changed = mutateBytes(changed, random);
  }
  if (random.next() < WRONG_HEADER_SHARE) {
    headers['content-type'] = random.pick([
      'text/plain',
      'application/x-protobuf',
      'application/json',
      'a/b; q',
    ]);
    headers['content-encoding'] = random.pick(['gzip', 'br', 'zstd', 'identity', 'gzip, gzip']);
  }
  return { path, headers, body: changed };
}

function hostileQuery(random: Random): HostileRequest {
  const [path, parameters] = random.pick(QUERIES);
  const changed = Object.entries(parameters).map(([name, value]) => {
    const text = random.next() < 0.5 ? value : mutateBytes(Buffer.from(value), random).toString();
    return `${name}=${encodeURIComponent(text.slice(0, 2000).toWellFormed())}`;
  });
  return { method: 'GET', path: `${path}?${changed.join('&')}`, headers: {}, body: Buffer.alloc(0) };
}
