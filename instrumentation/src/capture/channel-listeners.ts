import { type ChannelListener, subscribe, unsubscribe } from 'node:diagnostics_channel';
import { guard, type OnFault } from '../guard.ts';

/** Subscriptions to diagnostics channels that end together. A fault in a listener never reaches who publishes. */
export class ChannelListeners {
  readonly #onFault: OnFault;
  #listeners: [string, ChannelListener][] = [];

  constructor(onFault: OnFault) {
    this.#onFault = onFault;
  }

  listen<Message>(channel: string, onMessage: (message: Message) => void): void {
    const listener: ChannelListener = (message) => {
      // Written out: a closure for each message would be most of what it costs.
      try {
        onMessage(message as Message);
      } catch (cause) {
        guard(ignore, () => this.#onFault(cause));
      }
    };
    subscribe(channel, listener);
    this.#listeners.push([channel, listener]);
  }

  unsubscribe(): void {
    for (const [channel, listener] of this.#listeners) unsubscribe(channel, listener);
    this.#listeners = [];
  }
}

function ignore(): void {}
