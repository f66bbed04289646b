const FIRST_MS = 500;
const LONGEST_MS = 30_000;

/** After this long a process counts as healthy again. */
const HEALTHY_AFTER_MS = 60_000;

/**
 * How long to wait before a process that ended unexpectedly is started again: half a second, doubled with each end that
 * comes soon after a start, up to half a minute.
 */
export class Backoff {
  #next = FIRST_MS;

  /** @param ranForMs how long the process ran before it ended */
  delayMs(ranForMs: number): number {
    if (ranForMs >= HEALTHY_AFTER_MS) this.#next = FIRST_MS;
    const delay = this.#next;
    this.#next = Math.min(this.#next * 2, LONGEST_MS);
    return delay;
  }
}
