import { type ChannelListener, subscribe, unsubscribe } from 'node:diagnostics_channel';
import { normalizePort, parseAuthority, pathOf } from './authority.ts';
import { guard, type OnFault } from '../guard.ts';
import { type BeforeSend, type CallObserver, type CaptureSource, type RequestHead } from './types.ts';

/** The parts of undici's request and response that are read. Their shapes differ between versions of undici. */
interface UndiciRequest {
  origin?: string | URL;
  path?: string;
  method?: string;
  headers?: unknown;
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
 * Sees `fetch` and undici through the diagnostics channels that undici publishes on, both the copy inside Node and the
 * package of an application. Body chunks are published by Node 24's copy and later ones.
 */
export function createUndiciSource(onFault: OnFault): CaptureSource {
  let calls = new WeakMap<object, CallObserver>();
  let listeners: [string, ChannelListener][] = [];

  function listen(channel: string, onMessage: (message: UndiciMessage) => void): void {
    const listener: ChannelListener = (message) => {
      guard(onFault, () => {
        onMessage(message as UndiciMessage);
      });
    };
    subscribe(channel, listener);
    listeners.push([channel, listener]);
  }

  return {
    enable(beforeSend: BeforeSend) {
      listen('undici:request:create', ({ request }) => {
        const head = describeRequest(request);
        const call = head && beforeSend(head);
        if (call) calls.set(request, call);
      });
      listen('undici:request:bodyChunkSent', ({ request, chunk }) => {
        if (chunk !== undefined) calls.get(request)?.request(toBytes(chunk));
      });
      listen('undici:request:headers', ({ request, response }) => {
        const headers = response?.headers;
        calls.get(request)?.response({
          statusCode: response?.statusCode ?? 0,
          header: (name) => findHeader(headers, name),
        });
      });
      listen('undici:request:bodyChunkReceived', ({ request, chunk }) => {
        if (chunk !== undefined) calls.get(request)?.chunk(toBytes(chunk));
      });
      listen('undici:request:trailers', ({ request }) => {
        calls.get(request)?.end();
        calls.delete(request);
      });
      listen('undici:request:error', ({ request, error }) => {
        calls.get(request)?.error(error);
        calls.delete(request);
      });
    },
    disable() {
      for (const [channel, listener] of listeners) unsubscribe(channel, listener);
      listeners = [];
      calls = new WeakMap();
    },
  };
}

function toBytes(chunk: Uint8Array | string): Uint8Array {
  return typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
}

function describeRequest(request: UndiciRequest): RequestHead | undefined {
  const authority = parseAuthority(String(request.origin ?? '').replace(/^[a-z][a-z0-9+.-]*:\/\//i, ''));
  if (authority === undefined || request.path === undefined) return undefined;
  return {
    method: (request.method ?? 'GET').toUpperCase(),
    hostname: authority.hostname,
    port: normalizePort(authority.port),
    path: pathOf(request.path),
    header: (name) => findHeader(request.headers, name),
  };
}

/** undici keeps headers as a flat list of names and values, as an object, or (before 6) as text. */
export function findHeader(headers: unknown, name: string): string | undefined {
  if (Array.isArray(headers)) {
    for (let i = 0; i + 1 < headers.length; i += 2) {
      if (String(headers[i]).toLowerCase() === name) return String(headers[i + 1]);
    }
  } else if (typeof headers === 'string') {
    for (const line of headers.split('\r\n')) {
      const colon = line.indexOf(':');
      if (line.slice(0, colon).toLowerCase() === name) return line.slice(colon + 1).trim();
    }
  } else if (typeof headers === 'object' && headers !== null) {
    for (const [key, value] of Object.entries(headers)) {
      if (key.toLowerCase() === name && value !== undefined) return String(value);
    }
  }
  return undefined;
}
