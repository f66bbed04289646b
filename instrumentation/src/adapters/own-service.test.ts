import { describe, expect, it } from 'vitest';
import { parseOutlayFile } from '../configuration/outlay-file.ts';
import { createServiceAdapter } from './own-service.ts';
import { createAdapterFinder } from './registry.ts';
import { createRequestBody } from '../wire/request-body.ts';
import { createResponseBody } from '../wire/response-body.ts';
import type { ProviderAdapter, Reading } from './types.ts';

function adapterOf(requests: string, hosts = 'maps.example.com'): ProviderAdapter {
  const text = `services: [{ name: maps, hosts: ["${hosts}"], requests: [${requests}] }]`;
  const { file, problems } = parseOutlayFile(text, 'outlay.yaml');
  expect(problems).toEqual([]);
  const [service] = file.services;
  if (service === undefined) throw new Error('no service');
  return createServiceAdapter(service);
}

interface Exchange {
  path?: string;
  method?: string;
  requestHeaders?: Record<string, string>;
  request?: string;
  status?: number;
  responseHeaders?: Record<string, string>;
  contentType?: string;
  response?: string;
}

function call(adapter: ProviderAdapter, exchange: Exchange = {}): Reading {
  const { path = '/geocode', method = 'POST', requestHeaders = {}, responseHeaders = {} } = exchange;
  const header = (name: string) => requestHeaders[name];
  const endpoint = adapter.endpoint(method, path);
  const reader = endpoint.createReader({
    method,
    hostname: 'maps.example.com',
    port: undefined,
    path,
    header,
  });
  const body = createRequestBody('application/json', reader);
  body?.write(Buffer.from(exchange.request ?? '{}'));
  body?.end();
  reader.readResponseHead?.({ statusCode: exchange.status ?? 200, header: (name) => responseHeaders[name] });
  const answer = createResponseBody(exchange.contentType ?? 'application/json', reader);
  answer?.write(Buffer.from(exchange.response ?? '{}'));
  answer?.end();
  return reader.reading();
}

function countOf(count: string, exchange: Exchange): number | undefined {
  return call(adapterOf(`{ path: /geocode, unit: credits, count: ${count} }`), exchange).usage?.units?.[
    'credits'
  ];
}

describe('a service of outlay.yaml', () => {
  it('counts one request when nothing else is said', () => {
    expect(call(adapterOf('{ path: /geocode }'))).toEqual({
      complete: true,
      usage: { units: { requests: 1 } },
    });
  });

  it.each([
    ['a number in the request', '{ request: batch.size }', { request: '{"batch":{"size":12}}' }, 12],
    ['a list in the request', '{ request: items }', { request: '{"items":["a",{},[1]]}' }, 3],
    ['the request itself', '{ request: $ }', { request: '[{"a":1},{"a":2}]' }, 2],
    [
      'a number in the response',
      '{ response: usage.credits }',
      { response: '{"usage":{"credits":2.5}}' },
      2.5,
    ],
    ['a text with a number', '{ response: credits }', { response: '{"credits":"7"}' }, 7],
    ['an object in the response', '{ response: results }', { response: '{"results":{"a":1,"b":2}}' }, 2],
    ['an empty list', '{ response: results }', { response: '{"results":[]}' }, 0],
    ['a header of the request', '{ requestHeader: X-Items }', { requestHeaders: { 'x-items': '4' } }, 4],
    [
      'a header of the response',
      '{ responseHeader: x-credits }',
      { responseHeaders: { 'x-credits': '9' } },
      9,
    ],
    [
      'the last event that tells it',
      '{ response: usage.credits }',
      {
        contentType: 'text/event-stream',
        response: 'data: {"usage":{"credits":1}}\n\ndata: {"usage":{"credits":3}}\n\ndata: {"done":true}\n\n',
      },
      3,
    ],
  ])('takes the count from %s', (_, count, exchange, expected) => {
    expect(countOf(count, exchange)).toBe(expected);
  });

  it.each([
    ['is not there', '{ response: usage.credits }', { response: '{"usage":{}}' }],
    ['is no number', '{ response: usage }', { response: '{"usage":"many"}' }],
    ['is null', '{ response: usage }', { response: '{"usage":null}' }],
    ['is an empty header', '{ responseHeader: x-credits }', { responseHeaders: { 'x-credits': '' } }],
    ['stands in a body that is no JSON', '{ response: usage }', { response: '<html>' }],
    ['stands in a request that is cut', '{ request: items }', { request: '{"items":[1,2' }],
  ])('has no usage when the count %s', (_, count, exchange) => {
    expect(countOf(count, exchange)).toBeUndefined();
  });

  it('charges nothing for a request that failed', () => {
    expect(call(adapterOf('{ path: /geocode }'), { status: 500 }).usage).toBeUndefined();
    expect(
      countOf('{ responseHeader: x-credits }', { status: 429, responseHeaders: { 'x-credits': '9' } }),
    ).toBe(undefined);
  });

  it('takes the first description that fits method and path; others are free', () => {
    const adapter = adapterOf(
      '{ method: GET, path: /v1/*/route, operation: route }, { method: [put, POST], path: /v1/**, operation: write }',
    );
    expect(adapter.endpoint('GET', '/v1/car/route')).toMatchObject({
      operation: 'route',
      billing: 'expected',
    });
    expect(adapter.endpoint('POST', '/v1/car/route')).toMatchObject({ operation: 'write' });
    expect(adapter.endpoint('PUT', '/v1')).toMatchObject({ operation: 'write' });
    expect(adapter.endpoint('GET', '/v1/car')).toMatchObject({ operation: 'other', billing: 'never' });
  });

  it.each([
    ['maps.example.com', 'maps.example.com', undefined],
    ['.example.com', 'eu.maps.example.com', 8443],
    ['127.0.0.1:8090', '127.0.0.1', 8090],
  ])('is found at %s', (host, hostname, port) => {
    const adapter = adapterOf('{ path: / }', host);
    const find = createAdapterFinder([], [adapter, adapterOf('{ path: / }', '[::1]:8080')]);
    expect(find('::1', 8080)?.hosts).toEqual(['::1:8080']);
    expect(find(hostname, port)).toBe(adapter);
    expect(find('elsewhere.example.net', port)).toBeUndefined();
  });
});
