import type { Http2Session } from 'node:http2';
import type { OnFault } from '../guard.ts';
import { ChannelListeners } from './channel-listeners.ts';

/**
 * Knows the connections of undici. Over HTTP/2 undici speaks through `node:http2`, whose channels then tell of the same
 * requests as its own: they must not count twice.
 */
export class UndiciSockets {
  readonly #channels: ChannelListeners;
  #sockets = new WeakSet<object>();
  #sessions = new WeakMap<object, boolean>();

  constructor(onFault: OnFault) {
    this.#channels = new ChannelListeners(onFault);
  }

  enable(): void {
    this.#channels.listen<{ socket?: object }>('undici:client:connected', ({ socket }) => {
      if (socket !== undefined) this.#sockets.add(socket);
    });
  }

  disable(): void {
    this.#channels.unsubscribe();
  }

  /** True when undici made the session. The answer for a session never changes. */
  carries(session: Http2Session): boolean {
    const known = this.#sessions.get(session);
    if (known !== undefined) return known;
    // `session.socket` is a proxy that tells nothing of its identity; Node and undici both keep the socket under symbols.
    const holder = session as unknown as Record<symbol, unknown>;
    const found = Object.getOwnPropertySymbols(session).some((key) => {
      const value = holder[key];
      return typeof value === 'object' && value !== null && this.#sockets.has(value);
    });
    this.#sessions.set(session, found);
    return found;
  }
}
