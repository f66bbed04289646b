import { describe, expect, it } from 'vitest';
import { findHeader } from './headers.ts';

describe('findHeader', () => {
  it.each([
    ['a flat list of buffers', [Buffer.from('Content-Type'), Buffer.from('text/plain')]],
    ['a flat list of texts', ['accept', '*/*', 'content-type', 'text/plain']],
    ['an object', { 'content-type': 'text/plain' }],
    ['an object with names in capitals', { accept: '*/*', 'Content-Type': 'text/plain' }],
    ['text', 'accept: */*\r\ncontent-type: text/plain\r\n'],
  ])('finds a header in %s', (_what, headers) => {
    expect(findHeader(headers, 'content-type')).toBe('text/plain');
    expect(findHeader(headers, 'content-encoding')).toBeUndefined();
  });

  it('joins what an object holds several times', () => {
    expect(findHeader({ 'content-encoding': ['gzip', 'br'] }, 'content-encoding')).toBe('gzip, br');
  });

  it.each([[undefined], [null], [7], [['lonely']]])('finds nothing in %j', (headers) => {
    expect(findHeader(headers, 'lonely')).toBeUndefined();
  });
});
