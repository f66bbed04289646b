import { describe, expect, it } from 'vitest';
import { parseAuthority, pathOf } from './authority.ts';

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

describe('pathOf', () => {
  it('leaves out query and fragment', () => {
    expect(pathOf('/v1/x?key=1#f')).toBe('/v1/x');
    expect(pathOf('/v1/x#f?')).toBe('/v1/x');
    expect(pathOf('/v1/x')).toBe('/v1/x');
  });
});
