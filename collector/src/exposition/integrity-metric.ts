import { COLLECTOR_METRIC } from '@outlay/instrumentation/names';
import type { Registry } from 'prom-client';
import type { IntegrityReport } from '../ledger/check-integrity.ts';
import { registerComputed } from './metric.ts';

/** 1 for a sound ledger and 0 for a damaged one; absent until the check that follows a start is through. */
export function registerIntegrityMetric(
  registry: Registry,
  integrity: () => IntegrityReport | undefined,
): void {
  registerComputed(
    registry,
    {
      name: COLLECTOR_METRIC.ledgerIntegrityOk,
      help: 'Whether the check of the whole ledger after the start found it sound.',
      type: 'gauge',
    },
    () => {
      const report = integrity();
      return report === undefined ? [] : [{ labels: {}, value: report.isSound ? 1 : 0 }];
    },
  );
}
