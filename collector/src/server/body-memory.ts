import { RequestRefused } from './request-refused.ts';

/** Bytes of one request's body, counted until it is answered. */
export interface BodyLease {
  /** @throws RequestRefused (503) when all bodies together would take more memory than allowed */
  add(bytes: number): void;
  /** May be called again; then it does nothing. */
  release(): void;
}

/** Bounds what all request bodies together take: many senders at once, each within its own limit, are too much too. */
export class BodyMemory {
  readonly #limitBytes: number;
  #usedBytes = 0;

  constructor(limitBytes: number) {
    this.#limitBytes = limitBytes;
  }

  get usedBytes(): number {
    return this.#usedBytes;
  }

  lease(): BodyLease {
    let leased = 0;
    return {
      add: (bytes) => {
        if (this.#usedBytes + bytes > this.#limitBytes) {
          throw new RequestRefused(
            503,
            'out_of_body_memory',
            `requests under way fill the ${this.#limitBytes} bytes that bodies may take; send it again later, ` +
              'or raise --max-body-memory-bytes',
          );
        }
        this.#usedBytes += bytes;
        leased += bytes;
      },
      release: () => {
        this.#usedBytes -= leased;
        leased = 0;
      },
    };
  }
}
