import type { FastifyBaseLogger } from 'fastify';

/** A commit that takes longer than this is told; in seconds. A disk that is well takes some milliseconds. */
const SLOW_SECONDS = 1;

/** One line about slow commits and one about failures in this time, in milliseconds. */
const QUIET_MS = 60_000;

/** Tells when the ledger cannot be written, when it can again, and when its disk is slow: once each, not for every export. */
export class CommitLog {
  readonly #logger: FastifyBaseLogger;
  readonly #clock: () => Date;
  #failingSinceMs: number | undefined;
  #failures = 0;
  #lastFailureLineMs = -Infinity;
  #lastSlowLineMs = -Infinity;

  constructor(logger: FastifyBaseLogger, clock: () => Date) {
    this.#logger = logger;
    this.#clock = clock;
  }

  failed(error: Error): void {
    const nowMs = this.#clock().getTime();
    this.#failingSinceMs ??= nowMs;
    this.#failures += 1;
    if (nowMs - this.#lastFailureLineMs < QUIET_MS) return;
    this.#lastFailureLineMs = nowMs;
    this.#logger.error(
      { err: error, failures: this.#failures },
      'the ledger cannot be written; senders are asked to try again',
    );
  }

  succeeded(seconds: number): void {
    const nowMs = this.#clock().getTime();
    if (this.#failingSinceMs !== undefined) {
      const failedForSeconds = (nowMs - this.#failingSinceMs) / 1000;
      this.#logger.info({ failedForSeconds, failures: this.#failures }, 'the ledger is written again');
      this.#failingSinceMs = undefined;
      this.#failures = 0;
      this.#lastFailureLineMs = -Infinity;
    }
    if (seconds < SLOW_SECONDS || nowMs - this.#lastSlowLineMs < QUIET_MS) return;
    this.#lastSlowLineMs = nowMs;
    this.#logger.warn({ seconds }, 'a commit was slow: is the disk of the ledger busy or far away?');
  }
}
