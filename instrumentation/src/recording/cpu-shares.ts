const MICROSECONDS = 1_000_000;

/** A share of the processor time that one of several runs has had so far. */
export interface CpuShare {
  /** Ends the run; its share in seconds. */
  end(): number;
}

/**
 * Divides the processor time of the process among what runs at the same time, evenly: an instance that answers several
 * requests at once is billed once for all of them.
 */
export class CpuShares {
  readonly #cpuSeconds: () => number;
  #running = 0;
  #readAtSeconds = 0;
  /** What one run would have had that ran since the beginning. */
  #shareSeconds = 0;

  constructor(cpuSeconds: () => number = processCpuSeconds) {
    this.#cpuSeconds = cpuSeconds;
  }

  begin(): CpuShare {
    this.#advance();
    this.#running += 1;
    const beginSeconds = this.#shareSeconds;
    let isOver = false;
    return {
      end: () => {
        if (!isOver) {
          this.#advance();
          this.#running -= 1;
          isOver = true;
        }
        return this.#shareSeconds - beginSeconds;
      },
    };
  }

  #advance(): void {
    const now = this.#cpuSeconds();
    if (this.#running > 0) this.#shareSeconds += (now - this.#readAtSeconds) / this.#running;
    this.#readAtSeconds = now;
  }
}

function processCpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / MICROSECONDS;
}
