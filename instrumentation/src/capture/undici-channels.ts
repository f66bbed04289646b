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

interface FollowedRequest {
  call: CallObserver;
  /** True when its own methods are observed for the bodies: then channels tell nothing new. */
  handlers: boolean;
}

/**
 * Sees `fetch` and undici through the diagnostics channels that undici publishes on: the copy inside Node and packages of
 * the application, over HTTP/1.1 and HTTP/2. Newer copies publish the chunks of bodies (that of Node 24, undici 7 since the
 * middle of 2025); of an older one (that of Node 22) the methods of each request of interest are observed instead. Which
 * kind a copy is shows with the first chunk: the class of its requests is remembered, and no request is seen in both ways.
 */
export function createUndiciSource(onFault: OnFault): CaptureSource {
  const channels = new ChannelListeners(onFault);
  let requests = new WeakMap<object, FollowedRequest>();
  /** Classes of requests, one for each copy of undici, that publish their chunks. */
  const publishing = new WeakSet<object>();

  /** The call of a request whose chunk was published; undefined when the chunk was seen already. */
  function callOfChunk({ request, chunk }: UndiciMessage): CallObserver | undefined {
    const followed = requests.get(request);
    if (followed === undefined || chunk === undefined) return undefined;
    if (!followed.handlers) return followed.call;
    publishing.add(request.constructor);
    return undefined;
  }

  return {
    enable(beforeSend: BeforeSend) {
      channels.listen<UndiciMessage>('undici:request:create', ({ request }) => {
        const head = describeRequest(request);
        const call = head && beforeSend(head);
        if (!call) return;
        const handlers = !publishing.has(request.constructor) && observeHandlers(request, call, onFault);
        if (!handlers && typeof request.upgrade === 'string') observeUpgrade(request, call, onFault);
        requests.set(request, { call, handlers });
      });
      channels.listen<UndiciMessage>('undici:request:bodyChunkSent', (message) => {
        callOfChunk(message)?.request(toBytes(message.chunk));
      });
      channels.listen<UndiciMessage>('undici:request:headers', ({ request, response }) => {
        const headers = response?.headers;
        requests.get(request)?.call.response({
          statusCode: response?.statusCode ?? 0,
          header: (name) => findHeader(headers, name),
        });
      });
      channels.listen<UndiciMessage>('undici:request:bodyChunkReceived', (message) => {
        callOfChunk(message)?.chunk(toBytes(message.chunk));
      });
      channels.listen<UndiciMessage>('undici:request:trailers', ({ request }) => {
        requests.get(request)?.call.end();
        requests.delete(request);
      });
      channels.listen<UndiciMessage>('undici:request:error', ({ request, error }) => {
        requests.get(request)?.call.error(error);
        requests.delete(request);
      });
    },
    disable() {
      channels.unsubscribe();
      requests = new WeakMap();
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
