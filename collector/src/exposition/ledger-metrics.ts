import { COLLECTOR_METRIC } from '@outlay/instrumentation/names';
import { statSync, statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Registry } from 'prom-client';
import type { LedgerStatistics } from '../ledger/booking/stream-ledger.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { type MetricType, type Sample, registerComputed } from './metric.ts';

/** What the rounds of maintenance did since the start. */
export interface MaintenanceFigures {
  /** When the last round that went through ended, in ms since the epoch; 0: none yet. */
  readonly lastSuccessMs: number;
  readonly purgedRows: number;
}

const FIGURES: readonly [name: string, type: MetricType, help: string, figure: keyof LedgerStatistics][] = [
  [COLLECTOR_METRIC.ledgerQueueRequests, 'gauge', 'Requests that wait for the disk.', 'pendingRequests'],
  [
    COLLECTOR_METRIC.ledgerQueueBytes,
    'gauge',
    'Bytes of the requests that wait for the disk.',
    'pendingBytes',
  ],
  [COLLECTOR_METRIC.ledgerCommits, 'counter', 'Transactions of bookings.', 'commits'],
  [
    COLLECTOR_METRIC.ledgerCommittedRequests,
    'counter',
    'Requests that were booked; divided by the transactions, the size of a batch.',
    'committedRequests',
  ],
  [
    COLLECTOR_METRIC.ledgerWriteSeconds,
    'counter',
    'Time that transactions of bookings took.',
    'commitSeconds',
  ],
  [
    COLLECTOR_METRIC.ledgerJournalBytes,
    'gauge',
    'Bytes of the journal that are not in the tables yet.',
    'journalBytes',
  ],
  [COLLECTOR_METRIC.ledgerFolds, 'counter', 'Times that the journal was brought into the tables.', 'folds'],
  [COLLECTOR_METRIC.ledgerFoldSeconds, 'counter', 'Time that this took, between bookings.', 'foldSeconds'],
];

/** Exposes how the ledger keeps up: queue, commits, journal, files, maintenance. */
export function registerLedgerMetrics(
  registry: Registry,
  ledger: Ledger,
  maintenance: () => MaintenanceFigures,
): void {
  const register = (name: string, type: MetricType, help: string, samples: () => Iterable<Sample>) =>
    registerComputed(registry, { name, help, type }, samples);
  for (const [name, type, help, figure] of FIGURES) {
    register(name, type, help, () => [{ labels: {}, value: ledger.statistics()[figure] }]);
  }
  const { file } = ledger;
  if (file !== null) {
    register(COLLECTOR_METRIC.ledgerBytes, 'gauge', "Bytes of the ledger's files.", () => [
      { labels: { file: 'ledger' }, value: sizeOf(file) },
      { labels: { file: 'wal' }, value: sizeOf(`${file}-wal`) },
    ]);
    register(COLLECTOR_METRIC.ledgerDiskFreeBytes, 'gauge', 'Bytes free on the disk of the ledger.', () => {
      const { bavail, bsize } = statfsSync(dirname(file));
      return [{ labels: {}, value: bavail * bsize }];
    });
  }
  register(
    COLLECTOR_METRIC.ledgerMaintained,
    'gauge',
    'When the ledger was last purged and put in order; 0: not since the start.',
    () => [{ labels: {}, value: maintenance().lastSuccessMs / 1000 }],
  );
  register(COLLECTOR_METRIC.ledgerPurgedRows, 'counter', 'Rows that were too old to be kept.', () => [
    { labels: {}, value: maintenance().purgedRows },
  ]);
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
