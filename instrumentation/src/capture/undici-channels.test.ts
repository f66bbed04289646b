import { channel } from 'node:diagnostics_channel';
import { describe, expect, it } from 'vitest';
import { createUndiciSource, findHeader } from './undici-channels.ts';

describe('findHeader', () => {
  it.each([
    ['a flat list of buffers', [Buffer.from('Content-Type'), Buffer.from('text/plain')]],
    ['a flat list of texts', ['accept', '*/*', 'content-type', 'text/plain']],
    ['an object', { 'Content-Type': 'text/plain' }],
    ['text', 'accept: */*\r\ncontent-type: text/plain\r\n'],
  ])('finds a header in %s', (_what, headers) => {
    expect(findHeader(headers, 'content-type')).toBe('text/plain');
    expect(findHeader(headers, 'content-encoding')).toBeUndefined();
  });
});

describe('the undici source', () => {
  it('hands a fault of a listener to the counter and not to whoever publishes', () => {
    const faults: unknown[] = [];
    const source = createUndiciSource((cause) => faults.push(cause));
    source.enable(() => {
      throw new Error('ours');
    });
    const create = channel('undici:request:create');
    expect(() => create.publish({ request: { origin: 'http://h', path: '/', method: 'GET' } })).not.toThrow();
    expect(() => create.publish(undefined)).not.toThrow();
    expect(faults).toHaveLength(2);
    source.disable();
    create.publish({ request: { origin: 'http://h', path: '/' } });
    expect(faults).toHaveLength(2);
  });
});
