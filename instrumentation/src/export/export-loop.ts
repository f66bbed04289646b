import { guard } from '../guard.ts';
import type { Totals } from '../meter/totals.ts';

/** Sends totals; failures are its own matter. */
export interface ExportPipeline {
  export(totals: Totals): void;
  /** Resolves when what was exported is sent, or given up. */
  flush(): Promise<void>;
}

export interface ExportLoopOptions {
  intervalMillis: number;
  totals: Totals;
  /** Resolves when what is over is also priced. */
  settled: () => Promise<void>;
  /** Loads what exports. It is large: an application that makes no calls never needs it. */
  load: () => Promise<ExportPipeline>;
  /** Told once, when that cannot be loaded or does not work. */
  onUnavailable: (cause: unknown) => void;
  /** Grows with everything that is recorded. */
  changes: () => number;
}

/** Exports the totals every interval once there are any, without keeping the process up. */
export class ExportLoop {
  readonly #options: ExportLoopOptions;
  #loading: Promise<ExportPipeline | undefined> | undefined;
  #running: Promise<void> | undefined;
  #exported = 0;
  #failed = false;

  constructor(options: ExportLoopOptions) {
    this.#options = options;
  }

  start(): void {
    setInterval(() => {
      if (this.#running === undefined && this.#options.changes() > 0) void this.#run();
    }, this.#options.intervalMillis).unref();
  }

  /** True when something was recorded since the last export. */
  get hasNews(): boolean {
    return this.#options.changes() > this.#exported;
  }

  /** Loads what exports ahead of the first export; never rejects. */
  prepare(): Promise<ExportPipeline | undefined> {
    this.#loading ??= this.#options.load().catch((cause: unknown) => {
      this.#tellUnavailable(cause);
      return undefined;
    });
    return this.#loading;
  }

  /** Exports what was recorded up to now, and waits until it is sent. */
  async flush(): Promise<void> {
    await this.#running;
    await this.#run();
    await (await this.prepare())?.flush();
  }

  /** Never rejects: nobody waits for the runs of the interval, and the application must not end over one. */
  async #run(): Promise<void> {
    this.#running = this.#export().catch((cause: unknown) => {
      if (!this.#failed) this.#tellUnavailable(cause);
      this.#failed = true;
    });
    await this.#running;
    this.#running = undefined;
  }

  async #export(): Promise<void> {
    const pipeline = await this.prepare();
    await this.#options.settled();
    this.#exported = this.#options.changes();
    pipeline?.export(this.#options.totals);
  }

  /** Whoever is told must not make a run reject. */
  #tellUnavailable(cause: unknown): void {
    guard(ignore, () => this.#options.onUnavailable(cause));
  }
}

function ignore(): void {}
