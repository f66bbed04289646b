import { AsyncLocalStorage } from 'node:async_hooks';
import { type ChannelListener, subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { EventEmitter } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { compilePathPattern } from '../configuration/path-pattern.ts';
import { guard, type OnFault } from '../guard.ts';
import type { Attribution } from './attribution.ts';

/** Incoming requests that say by their path whom the calls are made for that they cause. */
export interface IncomingRoute {
  /** Upper case; absent takes every method. */
  methods?: readonly string[];
  /** `*` stands for any part of one segment, `**` for any number of segments. */
  path: string;
  attribution: Attribution;
}

interface RequestStart {
  request: IncomingMessage;
  response: ServerResponse;
}

const CHANNEL = 'http.server.request.start';
const running = new AsyncLocalStorage<Attribution | undefined>();

/** What the incoming request says in whose handling the running code takes part. */
export function currentRouteAttribution(): Attribution | undefined {
  return running.getStore();
}

/**
 * Marks the handling of incoming requests (`node:http`, `node:https`, and what is built on them) with the attribution of
 * the first route that matches. Nothing listens when there is no route.
 */
export class IncomingRoutes {
  readonly #routes: readonly { route: IncomingRoute; matches: (path: string) => boolean }[];
  readonly #onFault: OnFault;
  #listening = false;

  constructor(routes: readonly IncomingRoute[], onFault: OnFault) {
    this.#routes = routes.map((route) => ({ route, matches: compilePathPattern(route.path) }));
    this.#onFault = onFault;
  }

  enable(): void {
    if (this.#routes.length === 0 || this.#listening) return;
    this.#listening = true;
    subscribe(CHANNEL, this.#onRequest);
  }

  disable(): void {
    this.#listening = false;
    unsubscribe(CHANNEL, this.#onRequest);
  }

  /** The attribution of the first route that matches. */
  match(method: string, path: string): Attribution | undefined {
    return this.#routes.find(
      ({ route, matches }) => (route.methods?.includes(method) ?? true) && matches(path),
    )?.route.attribution;
  }

  /** Node publishes right before it hands the request to the server's listeners: what is entered here holds for them. */
  readonly #onRequest: ChannelListener = (message) => {
    guard(this.#onFault, () => {
      const { request, response } = message as RequestStart;
      const attribution = this.match(request.method ?? 'GET', pathOf(request.url ?? '/'));
      // A connection that is kept alive may still carry what its last request entered.
      if (attribution !== undefined || running.getStore() !== undefined) running.enterWith(attribution);
      if (attribution === undefined) return;
      carry(request, attribution);
      carry(response, attribution);
    });
  };
}

/**
 * The events of a request's body and of the response's end come from the connection, which knows nothing of the route:
 * on the requests that match, `emit` enters it, so that listeners run as the handler does that added them.
 */
function carry(emitter: EventEmitter, attribution: Attribution): void {
  const { emit } = emitter;
  emitter.emit = function (this: EventEmitter, ...args: Parameters<EventEmitter['emit']>) {
    return running.run(attribution, () => Reflect.apply(emit, this, args));
  } as EventEmitter['emit'];
}

/** Without the query; a proxy's request names the whole address. */
function pathOf(url: string): string {
  const path = url.startsWith('/') ? url : url.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i, '');
  const end = path.search(/[?#]/);
  return end === -1 ? path : path.slice(0, end);
}
