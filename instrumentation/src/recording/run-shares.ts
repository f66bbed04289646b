const MICROSECONDS = 1_000_000;
const MILLISECONDS = 1_000;

/** What one of several runs has had so far of something that the process has as a whole. */
export interface RunShare {
  /** Ends the run; its share in seconds. */
  end(): number;
}

/**
 * Divides the seconds of the process among what runs at the same time, evenly: an instance that answers several requests
 * at once is billed once for all of them. Source: vercel.com/docs/fluid-compute/pricing.
 */
export class RunShares {
  readonly #seconds: () => number;
  #running = 0;
  #readAtSeconds = 0;
  /** What one run would have had that ran since the beginning. */
  #shareSeconds = 0;

  /** @param seconds what is divided: grows, and never falls */
  constructor(seconds: () => number) {
    this.#seconds = seconds;
  }

  begin(): RunShare {
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
    const now = this.#seconds();
    if (this.#running > 0) this.#shareSeconds += (now - this.#readAtSeconds) / this.#running;
    this.#readAtSeconds = now;
  }
}

/** Processor time of the process. */
export function readCpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / MICROSECONDS;
}

/** Time since the process began. */
export function readElapsedSeconds(): number {
  return performance.now() / MILLISECONDS;
}
