import type { FastifyBaseLogger } from 'fastify';
import type { Counter } from 'prom-client';

/** What costs no money: a repeated export, and metrics that are none of Outlay's. */
const HARMLESS: ReadonlySet<string> = new Set(['duplicate', 'late', 'unknown_metric']);

/** Sums up what was dropped since the last look, by reason; nothing is said when nothing was. */
export class DropSummary {
  readonly #logger: FastifyBaseLogger;
  readonly #counter: Counter<'reason'>;
  readonly #told = new Map<string, number>();

  constructor(logger: FastifyBaseLogger, counter: Counter<'reason'>) {
    this.#logger = logger;
    this.#counter = counter;
  }

  async tell(): Promise<void> {
    const drops: Record<string, number> = {};
    for (const { labels, value } of (await this.#counter.get()).values) {
      const reason = String(labels.reason);
      const increase = value - (this.#told.get(reason) ?? 0);
      if (increase > 0) drops[reason] = increase;
      this.#told.set(reason, value);
    }
    const reasons = Object.keys(drops);
    if (reasons.length === 0) return;
    if (reasons.every((reason) => HARMLESS.has(reason))) {
      this.#logger.debug({ drops }, 'points were not booked: they were known already, or none of Outlay’s');
    } else this.#logger.warn({ drops }, 'points were not booked');
  }
}
