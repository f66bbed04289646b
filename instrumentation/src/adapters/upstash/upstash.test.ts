import { describe, expect, it } from 'vitest';
import { readExchange, type Exchange } from '../testing/exchange.ts';
import { upstash } from './upstash.ts';

const REDIS = 'eu1-cat-1.upstash.io';
const VECTOR = 'cat-1-eu1-vector.upstash.io';
const QSTASH = 'qstash-us-east-1.upstash.io';

/** Units without bytes. */
function unitsOf(exchange: Exchange): Record<string, number> | undefined {
  const { reading } = readExchange(upstash, { hostname: REDIS, path: '/', ...exchange });
  if (reading.usage?.units === undefined) return undefined;
  const counts = Object.entries(reading.usage.units as Record<string, number>);
  return Object.fromEntries(counts.filter(([unit, count]) => count > 0 && !unit.startsWith('bytes_')));
}

describe('Redis of Upstash', () => {
  it.each([
    ['a value that is there', ['GET', 'k'], { result: 'v' }, { commands: 1, cache_hits: 1 }],
    ['a value that is not', ['get', 'k'], { result: null }, { commands: 1, cache_misses: 1 }],
    ['an empty value', ['GET', 'k'], { result: '' }, { commands: 1, cache_hits: 1 }],
    [
      'several',
      ['MGET', 'a', 'b', 'c'],
      { result: ['1', null, '3'] },
      { commands: 1, cache_hits: 2, cache_misses: 1 },
    ],
    ['a field', ['HGET', 'k', 'f'], { result: null }, { commands: 1, cache_misses: 1 }],
    ['a write', ['SET', 'k', 'v'], { result: 'OK' }, { commands: 1 }],
    ['a command that failed', ['GET', 'k'], { error: 'WRONGTYPE' }, { commands: 1 }],
  ])('counts the command and finds %s', (_, request, response, units) => {
    expect(unitsOf({ request, response })).toEqual(units);
  });

  it.each(['/pipeline', '/multi-exec'])('counts each command of %s', (path) => {
    const request = [
      ['SET', 'k', 'my secret'],
      ['GET', 'k'],
      ['GET', 'other'],
      ['INCR', 'n'],
    ];
    const response = [{ result: 'OK' }, { result: 'my secret' }, { result: null }, { error: 'ERR' }];
    expect(unitsOf({ path, request, response })).toEqual({ commands: 4, cache_hits: 1, cache_misses: 1 });
    const { reading, operation } = readExchange(upstash, { hostname: REDIS, path, request, response });
    expect(operation).toBe(path.slice(1).replace('-', '_'));
    expect(JSON.stringify(reading)).not.toMatch(/secret|other/);
  });

  it('counts bytes both ways', () => {
    const { reading } = readExchange(upstash, {
      hostname: REDIS,
      path: '/',
      request: ['GET', 'k'],
      response: { result: 'value' },
    });
    expect(reading.usage?.units).toMatchObject({ bytes_in: 11, bytes_out: 18 });
  });

  it('knows a command by its path, and takes the body for its value', () => {
    expect(unitsOf({ method: 'GET', path: '/get/key', response: { result: null } })).toEqual({
      commands: 1,
      cache_misses: 1,
    });
    expect(
      unitsOf({ path: '/set/key', request: 'value', requestType: 'text/plain', response: { result: 'OK' } }),
    ).toEqual({ commands: 1 });
    expect(unitsOf({ path: '/set/key', request: ['GET'], response: { result: 'OK' } })).toEqual({
      commands: 1,
    });
  });

  it('counts a value that is too large to be looked at as found, and the commands behind it', () => {
    const request = [
      ['SET', 'k', 'v'.repeat(2_000_000)],
      ['GET', 'k'],
    ];
    expect(
      unitsOf({ path: '/pipeline', request, response: [{ result: 'OK' }, { result: 'x' }] }),
    ).toMatchObject({
      commands: 2,
    });
    expect(unitsOf({ request: ['GET', 'k'], response: { result: 'v'.repeat(2_000_000) } })).toEqual({
      commands: 1,
      cache_hits: 1,
    });
  });

  it.each([
    ['that is refused', { request: ['GET', 'k'], response: { error: 'WRONGPASS' }, status: 401 }],
    ['whose body is no JSON', { request: 'GET k', response: { result: null } }],
  ])('has no usage of a request %s', (_, exchange) => {
    expect(unitsOf(exchange)).toBeUndefined();
  });
});

describe('Vector of Upstash', () => {
  it.each([
    ['/query', { vector: [0.1, 0.2] }, 1],
    ['/query', [{ vector: [0.1] }, { vector: [0.2] }], 2],
    ['/upsert/my-namespace', [{ id: '1' }, { id: '2' }, { id: '3' }], 3],
    ['/delete', ['1', '2'], 2],
    ['/delete', { ids: ['1', '2', '3'] }, 3],
    ['/delete', { prefix: 'a' }, 1],
    ['/info', undefined, 1],
  ])('counts %s of %j: %i', (path, request, requests) => {
    const exchange = { hostname: VECTOR, path, ...(request !== undefined && { request }), response: {} };
    expect(unitsOf(exchange)).toEqual({ requests });
  });

  it('is known by its path on a host of one’s own, where that is no command of Redis', () => {
    const operationAt = (path: string) => upstash.endpoint('POST', path, '127.0.0.1').operation;
    expect(operationAt('/query-data/ns')).toBe('vector_query_data');
    expect(operationAt('/info')).toBe('command');
  });
});

it('takes a key of Redis for no operation of Vector, and Search for neither', () => {
  expect(upstash.endpoint('GET', '/get/query', REDIS).operation).toBe('command');
  expect(upstash.endpoint('POST', '/set/query/7', REDIS).operation).toBe('command');
  expect(upstash.endpoint('POST', '/search/docs', 'cat-1-eu1-search.upstash.io')).toMatchObject({
    operation: 'search',
    billing: 'expected',
  });
});

describe('QStash of Upstash', () => {
  it.each([
    ['/v2/publish/https://example.com', { messageId: 'm' }, { messages: 1 }],
    ['/v2/publish/my-group', [{ messageId: 'a' }, { messageId: 'b' }], { messages: 2 }],
    ['/v2/enqueue/q/https://example.com', { messageId: 'm' }, { messages: 1 }],
    ['/v2/batch', [{ messageId: 'a' }, [{ messageId: 'b' }, { messageId: 'c' }]], { messages: 3 }],
  ])('counts the messages of %s', (path, response, units) => {
    expect(unitsOf({ hostname: QSTASH, path, request: { text: 'my secret' }, response })).toEqual(units);
  });

  it.each([
    ['POST', '/v2/schedules/https://example.com', 'qstash_schedule'],
    ['GET', '/v2/messages/m-1', 'other'],
    ['GET', '/v2/events', 'other'],
  ])('takes %s %s for free: %s', (method, path, operation) => {
    expect(upstash.endpoint(method, path, QSTASH)).toMatchObject({ operation, billing: 'never' });
  });
});
