import type { CollectorMetrics } from '../exposition/collector-metrics.ts';
import { LedgerWriteError } from '../ledger/ledger.ts';
import type { CommitLog } from './commit-log.ts';

/** Books, and tells how it went. */
export type CommitWatch = <T>(book: () => Promise<T>) => Promise<T>;

/** Tells the log and the metrics how commits go: the same for whatever door it came in by. */
export function watchCommits(metrics: CollectorMetrics, commits: CommitLog, clock: () => Date): CommitWatch {
  return async (book) => {
    const stopTimer = metrics.ledgerCommitSeconds.startTimer();
    try {
      const outcome = await book();
      commits.succeeded(stopTimer());
      metrics.lastIngest.set(clock().getTime() / 1000);
      return outcome;
    } catch (error) {
      if (error instanceof LedgerWriteError) {
        metrics.ledgerCommitFailures.inc();
        commits.failed(error);
      }
      throw error;
    }
  };
}
