import type { FastifyBaseLogger } from 'fastify';
import type { RefusalReason, ServerMetrics } from '../exposition/server-metrics.ts';

/** Where a refusal happened; never a token or anything else of the request. */
export interface RefusalPlace {
  readonly port?: string;
  readonly peer?: string | undefined;
}

interface Burst {
  readonly sinceMs: number;
  unsaid: number;
}

/** One line a reason and this time, however often it happens; in milliseconds. */
const QUIET_MS = 60_000;

/** Counts what is refused, and tells the log without letting an attacker fill it. */
export class RefusalLog {
  readonly #logger: FastifyBaseLogger;
  readonly #metrics: ServerMetrics;
  readonly #clock: () => Date;
  readonly #bursts = new Map<RefusalReason, Burst>();

  constructor(logger: FastifyBaseLogger, metrics: ServerMetrics, clock: () => Date) {
    this.#logger = logger;
    this.#metrics = metrics;
    this.#clock = clock;
  }

  /** The first of a kind is told at once; those that follow within a minute, as a number with the next. */
  note(reason: RefusalReason, place: RefusalPlace): void {
    this.#metrics.refused.inc({ reason });
    const nowMs = this.#clock().getTime();
    const burst = this.#bursts.get(reason);
    if (burst !== undefined && nowMs - burst.sinceMs < QUIET_MS) {
      burst.unsaid += 1;
      return;
    }
    this.#bursts.set(reason, { sinceMs: nowMs, unsaid: 0 });
    this.#logger.warn({ reason, ...place, unsaid: burst?.unsaid ?? 0 }, 'refused');
  }
}
