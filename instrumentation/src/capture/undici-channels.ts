import type { OnFault } from '../guard.ts';
import { targetOf } from './authority.ts';
import { ChannelListeners } from './channel-listeners.ts';
import { findHeader } from './headers.ts';
import { TargetHead } from './target-head.ts';
import type { BeforeSend, CallObserver, CaptureSource, RequestHead } from './types.ts';
import { observeHandlers, observeUpgrade, toBytes } from './undici-handlers.ts';

/** The parts of undici's request and response that are read. Their shapes differ between versions of undici. */
interface UndiciRequest {
  origin?: string | URL;
  path?: string;
  method?: string;
  headers?: unknown;
  /** The protocol that the connection is to change to. */
  upgrade?: unknown;
}

interface UndiciResponse {
  statusCode?: number;
  headers?: unknown;
}

interface UndiciMessage {
  request: UndiciRequest & object;
  response?: UndiciResponse;
  chunk?: Uint8Array | string;
  error?: unknown;
}

/**
 * Sees `fetch` and undici through the diagnostics channels that undici publishes on: the copy inside Node and packages of
 * the application, over HTTP/1.1 and HTTP/2. Newer copies publish the chunks of bodies (that of Node 24, undici 7 since the
 * middle of 2025); of an older one (that of Node 22) the methods of each request of interest are observed instead. Which
 * kind a copy is shows with the first chunk: the class of its requests is remembered, and no request is seen in both ways.
 */
export function createUndiciSource(onFault: OnFault): CaptureSource {
  const channels = new ChannelListeners(onFault);
  /** Calls whose bodies the channels tell; apart from the others, as each chunk asks. */
  let calls = new WeakMap<object, CallObserver>();
  /** Calls of requests whose own methods are observed for the bodies. */
  let handled = new WeakMap<object, CallObserver>();
  /** Classes of requests, one for each copy of undici, that publish their chunks. */
  const publishing = new WeakSet<object>();

  /** The call of a request whose chunk was published; undefined when the chunk was seen already. */
  function callOfChunk({ request, chunk }: UndiciMessage): CallObserver | undefined {
    if (chunk === undefined) return undefined;
    const call = calls.get(request);
    if (call === undefined && handled.has(request)) publishing.add(request.constructor);
    return call;
  }

  function callOf(request: object): CallObserver | undefined {
    return calls.get(request) ?? handled.get(request);
  }

  function forget(request: object): void {
    calls.delete(request);
    handled.delete(request);
  }

  return {
    enable(beforeSend: BeforeSend) {
      channels.listen<UndiciMessage>('undici:request:create', ({ request }) => {
        const head = describeRequest(request);
        const call = head && beforeSend(head);
        if (!call) return;
        const handlers = !publishing.has(request.constructor) && observeHandlers(request, call, onFault);
        if (!handlers && typeof request.upgrade === 'string') observeUpgrade(request, call, onFault);
        (handlers ? handled : calls).set(request, call);
      });
      channels.listen<UndiciMessage>('undici:request:bodyChunkSent', (message) => {
        callOfChunk(message)?.request(toBytes(message.chunk));
      });
      channels.listen<UndiciMessage>('undici:request:headers', ({ request, response }) => {
        const headers = response?.headers;
        callOf(request)?.response({
          statusCode: response?.statusCode ?? 0,
          header: (name) => findHeader(headers, name),
        });
      });
      channels.listen<UndiciMessage>('undici:request:bodyChunkReceived', (message) => {
        callOfChunk(message)?.chunk(toBytes(message.chunk));
      });
      channels.listen<UndiciMessage>('undici:request:trailers', ({ request }) => {
        callOf(request)?.end();
        forget(request);
      });
      channels.listen<UndiciMessage>('undici:request:error', ({ request, error }) => {
        callOf(request)?.error(error);
        forget(request);
      });
    },
    disable() {
      channels.unsubscribe();
      calls = new WeakMap();
      handled = new WeakMap();
    },
  };
}

function describeRequest(request: UndiciRequest): RequestHead | undefined {
  const { origin, path, method = 'GET' } = request;
  // The tunnel through a proxy is no call; what goes through it is a request of its own.
  if (path === undefined || method === 'CONNECT') return undefined;
  const target = targetOf(path, typeof origin === 'string' ? origin : String(origin ?? ''));
  if (target === undefined) return undefined;
  // The head outlives the request: it must not keep all that hangs on that.
  const { headers } = request;
  return new TargetHead(method, target, (name) => findHeader(headers, name));
}
