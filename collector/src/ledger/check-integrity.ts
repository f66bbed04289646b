import { startWorkerThread } from './worker-thread.ts';

/** What a check of the whole file found. */
export interface IntegrityReport {
  readonly isSound: boolean;
  /** What SQLite says of the damage, its first finding; empty when the file is sound. */
  readonly finding: string;
  readonly seconds: number;
}

export interface IntegrityCheck {
  /** Resolves when the check is through; never when it was stopped before. */
  readonly report: Promise<IntegrityReport>;
  stop(): Promise<void>;
}

/**
 * Checks the whole ledger in a thread of its own, on a connection of its own: it reads every page, some seconds for a
 * gigabyte, while exports are booked.
 */
export function startIntegrityCheck(dataDirectory: string): IntegrityCheck {
  const worker = startWorkerThread(import.meta.url, 'integrity-worker', { dataDirectory });
  const report = new Promise<IntegrityReport>((resolve) => {
    worker.once('message', resolve);
    worker.once('error', (error: Error) => resolve({ isSound: false, finding: error.message, seconds: 0 }));
  });
  return { report, stop: async () => void (await worker.terminate()) };
}
