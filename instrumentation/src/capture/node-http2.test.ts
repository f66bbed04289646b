import http2 from 'node:http2';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createNodeHttp2Source } from './node-http2.ts';
import { recordCalls } from './testing/recorded-calls.ts';

describe('the node:http2 source', () => {
  const faults: unknown[] = [];
  const source = createNodeHttp2Source((cause) => faults.push(cause));
  let server: http2.Http2Server;
  let session: http2.ClientHttp2Session;

  beforeEach(async () => {
    server = http2.createServer((request, response) => {
      let body = '';
      request.on('data', (piece: Buffer) => (body += piece.toString()));
      request.on('end', () => {
        if (request.url === '/empty') {
          response.writeHead(204).end();
          return;
        }
        response.writeHead(200, { 'content-type': 'text/plain' });
        response.write('first ');
        if (request.url === '/reset') response.stream.close(http2.constants.NGHTTP2_INTERNAL_ERROR);
        else if (request.url !== '/open') response.end(`then ${body}`);
      });
    });
    server.on('sessionError', () => undefined);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    session = http2.connect(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    session.on('error', () => undefined);
  });

  afterEach(async () => {
    source.disable();
    session.destroy();
    await new Promise((resolve) => server.close(resolve));
    expect(faults).toEqual([]);
  });

  /** Calls and reads; resolves with what came when the stream is closed. */
  function call(
    headers: http2.OutgoingHttpHeaders,
    during: (stream: http2.ClientHttp2Stream) => void,
  ): Promise<string> {
    return new Promise((resolve) => {
      const stream = session.request(headers);
      let text = '';
      stream.setEncoding('utf8');
      stream.on('data', (piece: string) => (text += piece));
      stream.on('error', (error) => (text += error.name));
      stream.on('close', () => resolve(text));
      during(stream);
    });
  }

  it('sees what is sent and received, and leaves it as it is', async () => {
    const calls = recordCalls(source);
    const text = await call({ ':method': 'POST', ':path': '/a?b=c', 'X-Id': '7' }, (stream) => {
      stream.write('a');
      stream.write(Buffer.from('b'));
      stream.end('YW', 'base64');
    });
    expect(text).toBe('first then aba');
    expect(calls).toMatchObject([
      {
        sent: 'aba',
        received: text,
        statusCode: 200,
        contentType: 'text/plain',
        head: { method: 'POST', path: '/a' },
      },
    ]);
    expect(calls[0]?.head.header('x-id')).toBe('7');
    expect(calls[0]?.head.parameter?.('b')).toBe('c');
    expect(calls[0]?.ends[0]).toBe('end');
  });

  it('sees the end of a response without a body', async () => {
    const calls = recordCalls(source);
    await call({ ':path': '/empty' }, (stream) => stream.end());
    expect(calls).toMatchObject([{ received: '', statusCode: 204, ends: ['end', expect.anything()] }]);
  });

  it.each([
    [
      'cancels',
      (stream: http2.ClientHttp2Stream) => stream.close(http2.constants.NGHTTP2_CANCEL),
      'AbortError',
    ],
    ['closes early', (stream: http2.ClientHttp2Stream) => stream.close(), 'AbortError'],
    ['destroys', (stream: http2.ClientHttp2Stream) => stream.destroy(), 'AbortError'],
    ['fails', (stream: http2.ClientHttp2Stream) => stream.destroy(new TypeError('x')), 'TypeError'],
  ])('takes a stream that its reader %s for broken off', async (_what, leave, error) => {
    const calls = recordCalls(source);
    await call({ ':path': '/open' }, (stream) => stream.once('data', () => leave(stream)));
    expect(calls).toMatchObject([{ received: 'first ', statusCode: 200, ends: [error] }]);
  });

  it('takes a stream that the server resets for broken off', async () => {
    const calls = recordCalls(source);
    await call({ ':path': '/reset' }, (stream) => stream.end());
    expect(calls).toMatchObject([{ statusCode: 200, ends: ['Error'] }]);
  });

  it('leaves streams alone that are of no interest', async () => {
    source.enable(() => undefined);
    await call({ ':path': '/a' }, (stream) => {
      expect(Object.hasOwn(stream, 'push')).toBe(false);
      stream.end();
    });
  });
});
