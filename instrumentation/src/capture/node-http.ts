import type { ClientRequest, IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { guard, type OnFault } from '../guard.ts';
import { abortError } from './aborted.ts';
import { type Target, targetOf } from './authority.ts';
import { ChannelListeners } from './channel-listeners.ts';
import { observePushes, observeWrites } from './observed-stream.ts';
import { TargetHead } from './target-head.ts';
import type { BeforeSend, CallObserver, CaptureSource, RequestHead, ResponseHead } from './types.ts';

/** The connection has become a WebSocket, and is no call any more. */
const SWITCHING_PROTOCOLS = 101;

interface HttpMessage {
  request: ClientRequest;
  response?: IncomingMessage;
  error?: unknown;
}

/**
 * Sees `node:http` and `node:https`. Node publishes channels for requests but none for the chunks of their bodies, so on
 * the requests of interest alone `write` and `end` of the request and `push` of the response are observed, on the
 * instance: nothing is consumed, no flow changes, no other request is touched.
 */
export function createNodeHttpSource(onFault: OnFault): CaptureSource {
  const channels = new ChannelListeners(onFault);
  let calls = new WeakMap<object, CallObserver>();

  return {
    enable(beforeSend: BeforeSend) {
      channels.listen<HttpMessage>('http.client.request.created', ({ request }) => {
        const head = describeRequest(request);
        const call = head && beforeSend(head);
        if (!call) return;
        calls.set(request, call);
        observeWrites(request, (bytes) => call.request(bytes), onFault);
        request.once('close', () => guard(onFault, () => endWithoutBody(request, call)));
      });
      channels.listen<HttpMessage>('http.client.response.finish', ({ request, response }) => {
        const call = calls.get(request);
        if (call === undefined || response === undefined) return;
        call.response(describeResponse(response));
        observeResponse(response, call, onFault);
      });
      channels.listen<HttpMessage>('http.client.request.error', ({ request, error }) => {
        calls.get(request)?.error(request.destroyed ? causeOf(error, request.socket) : error);
      });
    },
    disable() {
      channels.unsubscribe();
      calls = new WeakMap();
    },
  };
}

declare module 'node:http' {
  interface ClientRequest {
    /** Set by Node when the response's head has arrived. */
    res?: IncomingMessage | null;
  }
}

function describeRequest(request: ClientRequest): RequestHead | undefined {
  if (request.method === 'CONNECT') return undefined;
  const target = describeTarget(request);
  if (target === undefined) return undefined;
  return new TargetHead(request.method, target, (name) => {
    const value = request.getHeader(name);
    return value === undefined ? undefined : String(value);
  });
}

function describeTarget(request: ClientRequest): Target | undefined {
  // Node does not keep the port on the request; the Host header carries it.
  const origin = String(request.getHeader('host') ?? request.host);
  const target = targetOf(request.path, origin);
  if (!request.path.startsWith('/')) return target;
  if (target?.hostname === request.host) return target;
  const hostname = request.host.toLowerCase().replace(/^\[|\]$/g, '');
  if (target?.hostname === hostname) return target;
  // A Host header of the caller's own: what counts is where the request goes.
  return { hostname, port: undefined, pathAndQuery: request.path };
}

function describeResponse({ statusCode = 0, headers }: IncomingMessage): ResponseHead {
  return {
    statusCode,
    header: (name) => {
      const value = headers[name];
      return Array.isArray(value) ? value.join(', ') : value;
    },
  };
}

/** The ends that no channel tells of. */
function endWithoutBody(request: ClientRequest, call: CallObserver): void {
  const { res } = request;
  if (!res) {
    // The caller destroyed the request without an error.
    call.error(request.errored ?? abortError());
  } else if (res.statusCode === SWITCHING_PROTOCOLS) {
    call.response(describeResponse(res));
    call.end();
  }
}

function observeResponse(response: IncomingMessage, call: CallObserver, onFault: OnFault): void {
  observePushes(response, (chunk) => (chunk === null ? call.end() : call.chunk(chunk)), onFault);
  // Only `close` is listened to: a listener for `error` would swallow what the caller must see.
  response.once('close', () => {
    guard(onFault, () =>
      response.complete ? call.end() : call.error(causeOf(response.errored, response.socket)),
    );
  });
}

/**
 * What ended an exchange early. Node says that the connection was reset whoever ended it: where neither the other side
 * ended the connection nor an error did, the caller has left.
 */
function causeOf(error: unknown, socket: Socket | null): unknown {
  const code = (error as { code?: unknown } | null | undefined)?.code;
  if (code === 'ECONNRESET' && socket?.readableEnded !== true) return socket?.errored ?? abortError();
  return error ?? abortError();
}
