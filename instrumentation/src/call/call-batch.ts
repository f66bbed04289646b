import { guard, type OnFault } from '../guard.ts';
import type { MeteredCall } from './metered-call.ts';

/** Calls that are read together at most, so that nobody else waits for long. */
const MAX_CALLS = 32;
/** A stream takes as long as some small calls. */
const LARGE_CALLS = 4;
/** A call waits no longer than this. */
const MAX_WAIT_MILLIS = 50;

/** Gathers calls that are over, to read them in a row. */
export class CallBatch {
  readonly #onFault: OnFault;
  #calls: MeteredCall[] = [];
  #size = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(onFault: OnFault) {
    this.#onFault = onFault;
  }

  get isEmpty(): boolean {
    return this.#calls.length === 0;
  }

  add(call: MeteredCall): void {
    this.#calls.push(call);
    this.#size += call.isLarge ? LARGE_CALLS : 1;
    if (this.#size >= MAX_CALLS) this.complete();
    else this.#timer ??= setTimeout(() => this.complete(), MAX_WAIT_MILLIS).unref();
  }

  /** Reads the calls that wait. */
  complete(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const calls = this.#calls;
    this.#calls = [];
    this.#size = 0;
    for (const call of calls) {
      // Written out, as a closure for each call would cost.
      try {
        call.complete();
      } catch (cause) {
        guard(ignore, () => this.#onFault(cause));
      }
    }
  }
}

function ignore(): void {}
