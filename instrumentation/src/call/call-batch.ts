import { guard, type OnFault } from '../guard.ts';
import type { MeteredCall } from './metered-call.ts';

/** Calls that are read together at most. */
const MAX_CALLS = 32;
/** A call waits no longer than this. */
const MAX_WAIT_MILLIS = 50;

/** Gathers calls that are over, to read them in a row. */
export class CallBatch {
  readonly #onFault: OnFault;
  #calls: MeteredCall[] = [];
  #timer: NodeJS.Timeout | undefined;

  constructor(onFault: OnFault) {
    this.#onFault = onFault;
  }

  get isEmpty(): boolean {
    return this.#calls.length === 0;
  }

  add(call: MeteredCall): void {
    this.#calls.push(call);
    if (this.#calls.length >= MAX_CALLS) this.complete();
    else this.#timer ??= setTimeout(() => this.complete(), MAX_WAIT_MILLIS).unref();
  }

  /** Reads the calls that wait. */
  complete(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const calls = this.#calls;
    this.#calls = [];
    for (const call of calls) guard(this.#onFault, () => call.complete());
  }
}
