import { type ClientRequest, type IncomingMessage } from 'node:http';
import { guard, type OnFault } from '../guard.ts';
import { abortError } from './aborted.ts';
import { type Target, targetOf } from './authority.ts';
import { ChannelListeners } from './channel-listeners.ts';
import { observePushes, observeWrites } from './observed-stream.ts';
import { TargetHead } from './target-head.ts';
import { type BeforeSend, type CallObserver, type CaptureSource, type RequestHead } from './types.ts';

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
        // The channel for errors stays silent when the caller destroys a request without an error.
        request.once('close', () => {
          if (!request.res) guard(onFault, () => call.error(request.errored ?? abortError()));
        });
      });
      channels.listen<HttpMessage>('http.client.response.finish', ({ request, response }) => {
        const call = calls.get(request);
        if (call === undefined || response === undefined) return;
        call.response({
          statusCode: response.statusCode ?? 0,
          header: (name) => {
            const value = response.headers[name];
            return Array.isArray(value) ? value.join(', ') : value;
          },
        });
        observeResponse(response, call, onFault);
      });
      channels.listen<HttpMessage>('http.client.request.error', ({ request, error }) => {
        calls.get(request)?.error(error);
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

function observeResponse(response: IncomingMessage, call: CallObserver, onFault: OnFault): void {
  observePushes(response, (chunk) => (chunk === null ? call.end() : call.chunk(chunk)), onFault);
  // Only `close` is listened to: a listener for `error` would swallow what the caller must see.
  response.once('close', () => {
    guard(onFault, () => (response.complete ? call.end() : call.error(response.errored ?? abortError())));
  });
}
