/** A link in the list of open calls. */
export interface OpenCall {
  previous: OpenCall | undefined;
  next: OpenCall | undefined;
}

/**
 * The calls that are open, in the order in which they began. A list whose links are in the calls themselves: each call
 * comes and goes with four assignments, where a Set would have to hash it.
 */
export class OpenCalls<Call extends OpenCall> {
  #first: Call | undefined;
  #last: Call | undefined;
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** The one that began first. */
  get oldest(): Call | undefined {
    return this.#first;
  }

  add(call: Call): void {
    call.previous = this.#last;
    if (this.#last === undefined) this.#first = call;
    else this.#last.next = call;
    this.#last = call;
    this.#size += 1;
  }

  /** Does nothing when the call is not in the list. */
  delete(call: Call): void {
    const { previous, next } = call;
    if (previous === undefined && this.#first !== call) return;
    if (previous === undefined) this.#first = next as Call | undefined;
    else previous.next = next;
    if (next === undefined) this.#last = previous as Call | undefined;
    else next.previous = previous;
    call.previous = undefined;
    call.next = undefined;
    this.#size -= 1;
  }

  *[Symbol.iterator](): Iterator<Call> {
    for (let call = this.#first; call !== undefined;) {
      // The call may be taken out by whoever gets it.
      const next = call.next as Call | undefined;
      yield call;
      call = next;
    }
  }
}
