import type { ClientHttp2Stream, IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http2';
import { guard, type OnFault } from '../guard.ts';
import { abortError } from './aborted.ts';
import { targetOf } from './authority.ts';
import { ChannelListeners } from './channel-listeners.ts';
import { findHeader } from './headers.ts';
import { observePushes, observeWrites } from './observed-stream.ts';
import { TargetHead } from './target-head.ts';
import type { BeforeSend, CallObserver, CaptureSource, RequestHead } from './types.ts';
import { UndiciSockets } from './undici-sockets.ts';

interface StreamMessage {
  stream: ClientHttp2Stream;
}

/**
 * Sees clients of `node:http2` (Node 22.17, 24.2 and later publish channels for it), but for undici, which publishes its
 * own. On streams of interest alone `write`, `end` and `push` are observed, on the instance.
 */
export function createNodeHttp2Source(onFault: OnFault): CaptureSource {
  const channels = new ChannelListeners(onFault);
  const undici = new UndiciSockets(onFault);
  let calls = new WeakMap<object, CallObserver>();

  return {
    enable(beforeSend: BeforeSend) {
      undici.enable();
      // Published inside `session.request`, before its caller has the stream: nothing is written yet.
      channels.listen<StreamMessage & { headers: OutgoingHttpHeaders }>(
        'http2.client.stream.created',
        ({ stream, headers }) => {
          const { session } = stream;
          if (session === undefined || undici.carries(session)) return;
          const head = describeRequest(headers);
          const call = head && beforeSend(head);
          if (!call) return;
          calls.set(stream, call);
          observeStream(stream, call, onFault);
        },
      );
      channels.listen<StreamMessage & { headers: IncomingHttpHeaders }>(
        'http2.client.stream.finish',
        ({ stream, headers }) => {
          calls.get(stream)?.response({
            statusCode: Number(headers[':status'] ?? 0),
            header: (name) => findHeader(headers, name),
          });
        },
      );
    },
    disable() {
      channels.unsubscribe();
      undici.disable();
      calls = new WeakMap();
    },
  };
}

function describeRequest(headers: OutgoingHttpHeaders): RequestHead | undefined {
  const method = String(headers[':method'] ?? 'GET');
  const path = headers[':path'];
  if (path === undefined || method === 'CONNECT') return undefined;
  const target = targetOf(String(path), String(headers[':authority'] ?? headers['host'] ?? ''));
  return target && new TargetHead(method, target, (name) => findHeader(headers, name));
}

function observeStream(stream: ClientHttp2Stream, call: CallObserver, onFault: OnFault): void {
  observeWrites(stream, (bytes) => call.request(bytes), onFault);
  observePushes(
    stream,
    (chunk) => {
      if (chunk !== null) call.chunk(chunk);
      // A stream that is reset or destroyed ends for its reader as well, but it is not complete.
      else if (!stream.closed && !stream.destroyed) call.end();
    },
    onFault,
  );
  // Only `close` is listened to: a listener for `error` would swallow what the caller must see.
  stream.once('close', () => {
    guard(onFault, () => call.error(stream.errored ?? abortError()));
  });
}
