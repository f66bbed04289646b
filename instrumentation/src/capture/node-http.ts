import { type ChannelListener, subscribe, unsubscribe } from 'node:diagnostics_channel';
import { type ClientRequest, type IncomingMessage } from 'node:http';
import { normalizePort, parseAuthority, pathOf } from './authority.ts';
import { guard, type OnFault } from '../guard.ts';
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
  let calls = new WeakMap<object, CallObserver>();
  let listeners: [string, ChannelListener][] = [];

  function listen(channel: string, onMessage: (message: HttpMessage) => void): void {
    const listener: ChannelListener = (message) => {
      guard(onFault, () => {
        onMessage(message as HttpMessage);
      });
    };
    subscribe(channel, listener);
    listeners.push([channel, listener]);
  }

  return {
    enable(beforeSend: BeforeSend) {
      listen('http.client.request.created', ({ request }) => {
        const head = describeRequest(request);
        const call = head && beforeSend(head);
        if (!call) return;
        calls.set(request, call);
        observeRequestBody(request, call, onFault);
        // The channel for errors stays silent when the caller destroys a request without an error.
        request.once('close', () => {
          if (!request.res) guard(onFault, () => call.error(request.errored ?? abortError()));
        });
      });
      listen('http.client.response.finish', ({ request, response }) => {
        const call = calls.get(request);
        if (call === undefined || response === undefined) return;
        call.response({
          statusCode: response.statusCode ?? 0,
          header: (name) => {
            const value = response.headers[name];
            return Array.isArray(value) ? value.join(', ') : value;
          },
        });
        observeResponseBody(response, call, onFault);
      });
      listen('http.client.request.error', ({ request, error }) => {
        calls.get(request)?.error(error);
      });
    },
    disable() {
      for (const [channel, listener] of listeners) unsubscribe(channel, listener);
      listeners = [];
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

function abortError(): Error {
  return Object.assign(new Error('aborted'), { name: 'AbortError' });
}

function describeRequest(request: ClientRequest): RequestHead | undefined {
  if (request.method === 'CONNECT') return undefined;
  const target = describeTarget(request);
  if (target === undefined) return undefined;
  return {
    method: request.method.toUpperCase(),
    ...target,
    header: (name) => {
      const value = request.getHeader(name);
      return value === undefined ? undefined : String(value);
    },
  };
}

function describeTarget(request: ClientRequest): Pick<RequestHead, 'hostname' | 'port' | 'path'> | undefined {
  // A request through a plain proxy carries the whole address in its path.
  if (/^https?:\/\//i.test(request.path)) {
    const url = new URL(request.path);
    return {
      hostname: url.hostname.toLowerCase(),
      port: normalizePort(url.port === '' ? undefined : Number(url.port)),
      path: url.pathname,
    };
  }
  const hostname = request.host.toLowerCase().replace(/^\[|\]$/g, '');
  // Node does not keep the port on the request; the Host header carries it.
  const named = parseAuthority(String(request.getHeader('host') ?? ''));
  return {
    hostname,
    port: named?.hostname === hostname ? normalizePort(named.port) : undefined,
    path: pathOf(request.path),
  };
}

function observeRequestBody(request: ClientRequest, call: CallObserver, onFault: OnFault): void {
  const observe = (chunk: unknown, encoding: unknown): void => {
    guard(onFault, () => {
      if (typeof chunk === 'string') {
        call.request(
          Buffer.from(chunk, typeof encoding === 'string' ? (encoding as BufferEncoding) : 'utf8'),
        );
      } else if (chunk instanceof Uint8Array) {
        call.request(chunk);
      }
    });
  };
  const { write, end } = request;
  request.write = function (this: ClientRequest, ...args: unknown[]) {
    observe(args[0], args[1]);
    return Reflect.apply(write, this, args) as boolean;
  } as ClientRequest['write'];
  request.end = function (this: ClientRequest, ...args: unknown[]) {
    observe(args[0], args[1]);
    return Reflect.apply(end, this, args) as ClientRequest;
  } as ClientRequest['end'];
}

function observeResponseBody(response: IncomingMessage, call: CallObserver, onFault: OnFault): void {
  const { push } = response;
  response.push = function (this: IncomingMessage, ...args: Parameters<IncomingMessage['push']>) {
    const chunk: unknown = args[0];
    guard(onFault, () => {
      if (chunk instanceof Uint8Array) call.chunk(chunk);
      else if (chunk === null) call.end();
    });
    return Reflect.apply(push, this, args) as boolean;
  };
  // Only `close` is listened to: a listener for `error` would swallow what the caller must see.
  response.once('close', () => {
    guard(onFault, () => (response.complete ? call.end() : call.error(response.errored ?? abortError())));
  });
}
