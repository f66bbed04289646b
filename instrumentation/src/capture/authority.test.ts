import { describe, expect, it } from 'vitest';
import { authorityOf, parseAuthority, pathOf, queryParameter, targetOf } from './authority.ts';

describe('parseAuthority', () => {
  it.each([
    ['API.Example.com', { hostname: 'api.example.com', port: undefined }],
    ['127.0.0.1:8081', { hostname: '127.0.0.1', port: 8081 }],
    ['[::1]:8081', { hostname: '::1', port: 8081 }],
    ['a b', undefined],
    ['host:0', undefined],
    ['host:port', undefined],
    ['', undefined],
  ])('reads %j', (text, authority) => {
    expect(parseAuthority(text)).toEqual(authority);
  });
});

describe('authorityOf', () => {
  it.each([
    ['https://API.Example.com', { hostname: 'api.example.com', port: undefined }],
    ['https://api.example.com:443', { hostname: 'api.example.com', port: undefined }],
    ['http://[::1]:8081', { hostname: '::1', port: 8081 }],
    ['api.example.com:80', { hostname: 'api.example.com', port: undefined }],
    ['https://api.example.com:8443/', { hostname: 'api.example.com', port: 8443 }],
    ['unix:/var/run', undefined],
  ])('reads %j, the first time and again', (origin, authority) => {
    expect(authorityOf(origin)).toEqual(authority);
    expect(authorityOf(origin)).toEqual(authority);
  });

  it('goes on after more origins than it keeps', () => {
    for (let i = 0; i < 2_000; i += 1) expect(authorityOf(`http://host-${i}`)?.hostname).toBe(`host-${i}`);
    expect(authorityOf('http://host-0:81')).toEqual({ hostname: 'host-0', port: 81 });
  });
});

describe('targetOf', () => {
  it.each([
    ['/v1/x?a=http://b', { hostname: 'h', port: 81, pathAndQuery: '/v1/x?a=http://b' }],
    [
      'http://api.example.com/v1/x?a=1',
      { hostname: 'api.example.com', port: undefined, pathAndQuery: '/v1/x?a=1' },
    ],
    ['HTTP://[::1]:82/', { hostname: '::1', port: 82, pathAndQuery: '/' }],
    ['https://api.example.com', { hostname: 'api.example.com', port: undefined, pathAndQuery: '/' }],
    ['*', { hostname: 'h', port: 81, pathAndQuery: '*' }],
  ])('reads %s', (requestTarget, target) => {
    expect(targetOf(requestTarget, 'http://h:81')).toEqual(target);
  });

  it('knows no target without a host', () => {
    expect(targetOf('/v1/x', '')).toBeUndefined();
    expect(targetOf('http:///v1/x', 'http://h')).toBeUndefined();
  });
});

describe('pathOf', () => {
  it('leaves out query and fragment', () => {
    expect(pathOf('/v1/x?key=1#f')).toBe('/v1/x');
    expect(pathOf('/v1/x#f?')).toBe('/v1/x');
    expect(pathOf('/v1/x')).toBe('/v1/x');
  });
});

describe('queryParameter', () => {
  it.each([
    ['/x?alt=sse&key=a', 'alt', 'sse'],
    ['/x?name=gr%C3%BC%C3%9Fe+dich', 'name', 'grüße dich'],
    ['/x?a=1&a=2', 'a', '1'],
    ['/x?a=%', 'a', '%'],
    ['/x?a', 'a', ''],
    ['/x?a=1#b', 'a', '1'],
    ['/x?a=1', 'b', undefined],
    ['/x', 'a', undefined],
  ])('finds in %s %s: %s', (target, name, value) => {
    expect(queryParameter(target, name)).toBe(value);
  });
});
