import { channel } from 'node:diagnostics_channel';
import { afterEach, describe, expect, it } from 'vitest';
import { recordCalls } from './testing/recorded-calls.ts';
import { createUndiciSource } from './undici-channels.ts';

const create = channel('undici:request:create');
const sent = channel('undici:request:bodyChunkSent');
const received = channel('undici:request:bodyChunkReceived');

/** Like the request of an undici without channels for bodies: its methods are called with every chunk. */
class SilentRequest {
  origin = 'http://h';
  path = '/v1/x?key=a%20b';
  method = 'POST';
  headers = ['content-type', 'application/json'];
  seen: string[] = [];
  readonly upgrade: string | null;

  constructor(upgrade: string | null = null) {
    this.upgrade = upgrade;
    create.publish({ request: this });
  }

  onBodySent(chunk: Buffer): string {
    this.seen.push(`sent ${chunk.toString()}`);
    return 'of undici';
  }

  onData(chunk: Buffer): boolean {
    this.seen.push(`received ${chunk.toString()}`);
    return false;
  }

  onUpgrade(_statusCode: number, _headers: unknown): void {
    this.seen.push('upgraded');
  }
}

/** Like that of a newer undici. */
class PublishingRequest extends SilentRequest {
  override onBodySent(chunk: Buffer): string {
    sent.publish({ request: this, chunk });
    return super.onBodySent(chunk);
  }

  override onData(chunk: Buffer): boolean {
    received.publish({ request: this, chunk });
    return super.onData(chunk);
  }
}

describe('the undici source', () => {
  const faults: unknown[] = [];
  const source = createUndiciSource((cause) => faults.push(cause));

  afterEach(() => {
    source.disable();
    faults.length = 0;
  });

  it.each([
    ['without channels for bodies', SilentRequest],
    ['with channels for bodies', PublishingRequest],
  ])('sees each chunk of an undici %s once, from its first request on', (_what, Request) => {
    const calls = recordCalls(source);
    for (let i = 0; i < 3; i += 1) {
      const request = new Request();
      expect(request.onBodySent(Buffer.from('ab'))).toBe('of undici');
      expect(request.onData(Buffer.from('cd'))).toBe(false);
      expect(request.onData(Buffer.from('ef'))).toBe(false);
      expect(request.seen).toEqual(['sent ab', 'received cd', 'received ef']);
    }
    expect(calls).toHaveLength(3);
    for (const call of calls) expect(call).toMatchObject({ sent: 'ab', received: 'cdef' });
  });

  it('leaves the requests of an undici alone whose chunks are published', () => {
    recordCalls(source);
    new PublishingRequest().onData(Buffer.from('a'));
    expect(Object.hasOwn(new PublishingRequest(), 'onData')).toBe(false);
    expect(Object.hasOwn(new SilentRequest(), 'onData')).toBe(true);
  });

  it('leaves requests alone that are of no interest', () => {
    source.enable(() => undefined);
    expect(Object.hasOwn(new SilentRequest(), 'onData')).toBe(false);
  });

  it('takes a connection that became a WebSocket for a call that is over', () => {
    const calls = recordCalls(source);
    const request = new SilentRequest();
    request.onUpgrade(101, []);
    expect(request.seen).toEqual(['upgraded']);
    expect(calls[0]).toMatchObject({ statusCode: 101, ends: ['end'] });
  });

  it('takes it for one that is over also where chunks are published and the upgrade is not', () => {
    const calls = recordCalls(source);
    new PublishingRequest().onData(Buffer.from('a'));
    const request = new PublishingRequest('websocket');
    request.onUpgrade(101, []);
    expect(request.seen).toEqual(['upgraded']);
    expect(calls[1]).toMatchObject({ statusCode: 101, ends: ['end'] });
  });

  it('tells where a request goes, and a parameter of its query only when asked', () => {
    const calls = recordCalls(source);
    new SilentRequest();
    create.publish({ request: { origin: new URL('https://h:8443'), path: '/p', method: 'get' } });
    create.publish({ request: { origin: 'http://proxy', path: 'http://h2/p?q', method: 'GET' } });
    create.publish({ request: { origin: 'http://proxy', path: 'h3:443', method: 'CONNECT' } });
    expect(
      calls.map(({ head: { method, hostname, port, path } }) => [method, hostname, port, path].join(' ')),
    ).toEqual(['POST h  /v1/x', 'GET h 8443 /p', 'GET h2  /p']);
    expect(calls[0]?.head.parameter?.('key')).toBe('a b');
    expect(JSON.stringify(calls[0]?.head)).not.toContain('key');
  });

  it('hands a fault of a listener to the counter and not to whoever publishes', () => {
    source.enable(() => {
      throw new Error('ours');
    });
    expect(() => create.publish({ request: { origin: 'http://h', path: '/', method: 'GET' } })).not.toThrow();
    expect(() => create.publish(undefined)).not.toThrow();
    expect(faults).toHaveLength(2);
    source.disable();
    create.publish({ request: { origin: 'http://h', path: '/' } });
    expect(faults).toHaveLength(2);
  });

  it('hands a fault over a chunk to the counter and the chunk to undici', () => {
    source.enable(() => ({
      request: () => undefined,
      response: () => undefined,
      chunk() {
        throw new Error('ours');
      },
      end: () => undefined,
      error: () => undefined,
    }));
    const request = new SilentRequest();
    expect(request.onData(Buffer.from('a'))).toBe(false);
    expect(request.seen).toEqual(['received a']);
    expect(faults).toHaveLength(1);
  });
});
