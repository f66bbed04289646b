import { describe, expect, it } from 'vitest';
import { supabase } from './supabase.ts';
import { readExchange, type Exchange } from '../testing/exchange.ts';

function read(exchange: Exchange) {
  return readExchange(supabase, { response: [], ...exchange });
}

describe('operations of Supabase', () => {
  it.each([
    ['/auth/v1/constructor', 'auth'],
    ['/storage/v1/object/constructor/a.png', 'storage_upload'],
    ['/storage/v1/object/__proto__/a.png', 'storage_upload'],
  ])('are of a fixed list, whatever stands in %s', (path, operation) => {
    expect(read({ path }).operation).toBe(operation);
  });
});

describe('PostgREST of Supabase', () => {
  it.each([
    ['GET', '/rest/v1/orders', 'select', 'orders'],
    ['HEAD', '/rest/v1/orders', 'select', 'orders'],
    ['POST', '/rest/v1/orders', 'insert', 'orders'],
    ['PATCH', '/rest/v1/orders', 'update', 'orders'],
    ['PUT', '/rest/v1/orders', 'upsert', 'orders'],
    ['DELETE', '/rest/v1/my%20orders', 'delete', 'my orders'],
    ['POST', '/rest/v1/rpc/sum_up', 'rpc', 'sum_up'],
    ['GET', '/proxy/rest/v1/rpc/sum_up', 'rpc', 'sum_up'],
    ['GET', '/rest/v1/', 'select', undefined],
    ['GET', '/rest/v1/%E0%A4%A', 'select', undefined],
    ['GET', `/rest/v1/${'x'.repeat(100)}`, 'select', undefined],
  ])('takes %s %s for %s of %s', (method, path, operation, table) => {
    const { operation: found, reading } = read({ method, path });
    expect(found).toBe(operation);
    expect(reading.table).toBe(table);
  });

  it.each(['resolution=merge-duplicates', 'return=minimal,resolution=ignore-duplicates'])(
    'takes an insert with %s for an upsert',
    (prefer) => {
      const path = '/rest/v1/orders';
      expect(read({ path, requestHeaders: { prefer } }).reading.operation).toBe('upsert');
      expect(read({ path }).reading.operation).toBeUndefined();
    },
  );

  it.each([
    ['0-24/*', 25],
    ['0-0/3573', 1],
    ['5-9/10', 5],
    ['*/0', 0],
  ])('takes the rows of the range %s: %i', (range, rows) => {
    const { reading } = read({
      method: 'GET',
      path: '/rest/v1/orders',
      headers: { 'content-range': range },
      response: [{ a: 1 }],
    });
    expect(reading.usage?.units?.rows).toBe(rows);
  });

  it('counts rows and bytes where no range tells', () => {
    const request = [{ name: 'my secret' }];
    const response = [{ id: 1, name: 'my secret' }, { id: 2 }, { id: 3 }];
    const { reading } = read({
      path: '/rest/v1/orders',
      request,
      response,
      headers: { 'content-range': '*/*' },
    });
    expect(reading).toEqual({
      complete: true,
      table: 'orders',
      usage: {
        units: {
          rows: 3,
          bytes_in: JSON.stringify(request).length,
          bytes_out: JSON.stringify(response).length,
        },
      },
    });
  });

  it('counts what leaves Supabase also of an answer that refuses, and no rows', () => {
    const response = { message: 'no' };
    const { reading } = read({ method: 'GET', path: '/rest/v1/orders', status: 404, response });
    expect(reading.usage?.units).toEqual({ bytes_in: 0, bytes_out: JSON.stringify(response).length });
  });

  it('knows what came out of a cache', () => {
    const path = '/storage/v1/object/public/pictures/a.png';
    const cached = read({ method: 'GET', path, headers: { 'cf-cache-status': 'HIT' } });
    expect(cached.reading.variant).toBe('cached');
    expect(
      read({ method: 'GET', path, headers: { 'cf-cache-status': 'MISS' } }).reading.variant,
    ).toBeUndefined();
  });

  it('keeps no memory of a page of a million rows', () => {
    const response = `[${'{"a":1},'.repeat(999_999)}{"a":1}]`;
    const { reading } = readExchange(supabase, {
      method: 'GET',
      path: '/rest/v1/orders',
      response: JSON.parse(response) as unknown,
    });
    expect(reading.usage?.units?.rows).toBe(100_000);
  });
});

describe('the other services of Supabase', () => {
  it.each([
    ['POST', '/auth/v1/token', 'auth_token'],
    ['POST', '/auth/v1/otp', 'auth_otp'],
    ['GET', '/auth/v1/admin/users/u-1', 'auth_admin'],
    ['GET', '/auth/v1/health', 'auth'],
    ['GET', '/storage/v1/object/pictures/a/b.png', 'storage_download'],
    ['POST', '/storage/v1/object/pictures/a.png', 'storage_upload'],
    ['PUT', '/storage/v1/object/pictures/a.png', 'storage_upload'],
    ['DELETE', '/storage/v1/object/pictures', 'storage_remove'],
    ['POST', '/storage/v1/object/list/pictures', 'storage_list'],
    ['POST', '/storage/v1/object/sign/pictures/a.png', 'storage_sign'],
    ['GET', '/storage/v1/object/sign/pictures/a.png', 'storage_download'],
    ['POST', '/storage/v1/object/upload/sign/pictures/a.png', 'storage_sign'],
    ['PUT', '/storage/v1/object/upload/sign/pictures/a.png', 'storage_upload'],
    ['PATCH', '/storage/v1/upload/resumable/x', 'storage_upload'],
    ['GET', '/storage/v1/render/image/public/pictures/a.png', 'storage_transform'],
    ['GET', '/storage/v1/bucket', 'storage_bucket'],
    ['POST', '/graphql/v1', 'graphql'],
    ['GET', '/realtime/v1/websocket', 'realtime'],
    ['GET', '/anything', 'other'],
  ])('takes %s %s for %s', (method, path, operation) => {
    expect(supabase.endpoint(method, path)).toMatchObject({ operation, billing: 'stated' });
  });

  it.each([
    [200, 1],
    [500, 1],
    [404, undefined],
    [401, undefined],
  ])('counts the invocation of a function that answers %i: %j', (status, invocations) => {
    const { reading, operation } = read({ path: '/functions/v1/send-mail', status });
    expect(operation).toBe('invoke_function');
    expect(reading.usage?.units?.invocations).toBe(invocations);
  });

  it('knows functions by the host that they have alone', () => {
    const hostname = 'ref.functions.supabase.co';
    expect(read({ hostname, path: '/send-mail' }).reading.usage?.units?.invocations).toBe(1);
  });

  it('counts the messages of a broadcast', () => {
    const request = { messages: [{ topic: 'a', payload: { text: 'my secret' } }, { topic: 'b' }] };
    const { reading } = read({ path: '/realtime/v1/api/broadcast', request, status: 202 });
    expect(reading.usage?.units?.messages).toBe(2);
    expect(JSON.stringify(reading)).not.toContain('secret');
  });

  it('counts no messages of a broadcast that was refused', () => {
    const request = { messages: [{ topic: 'a' }] };
    expect(
      read({ path: '/realtime/v1/api/broadcast', request, status: 429 }).reading.usage?.units?.messages,
    ).toBeUndefined();
  });
});
