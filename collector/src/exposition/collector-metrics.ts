import { COLLECTOR_METRIC } from '@outlay/instrumentation/names';
import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { Ledger } from '../ledger/ledger.ts';
import { DROP_REASONS } from '../ledger/stream.ts';
import { VERSION } from '../version.ts';
import { registerComputed } from './metric.ts';

/** The collector's metrics about itself. */
export class CollectorMetrics {
  readonly pointsReceived: Counter;
  readonly pointsDropped: Counter<'reason'>;
  readonly recordsRefused: Counter;
  readonly ledgerCommitSeconds: Histogram;
  readonly ledgerCommitFailures: Counter;
  readonly lastIngest: Gauge;
  readonly reloadSuccess: Gauge;

  constructor(registry: Registry, ledger: Ledger) {
    const registers = [registry];
    this.pointsReceived = new Counter({
      name: COLLECTOR_METRIC.pointsReceived,
      help: 'Metric data points received.',
      registers,
    });
    this.pointsDropped = new Counter({
      name: COLLECTOR_METRIC.pointsDropped,
      help: 'Metric data points that were not booked, by reason.',
      labelNames: ['reason'],
      registers,
    });
    // Every reason from the start, so that the first drop is an increase and not a new series.
    for (const reason of DROP_REASONS) this.pointsDropped.inc({ reason }, 0);
    this.recordsRefused = new Counter({
      name: COLLECTOR_METRIC.recordsRefused,
      help: 'Calls told over HTTP that were not booked because something was wrong with them.',
      registers,
    });
    this.ledgerCommitSeconds = new Histogram({
      name: COLLECTOR_METRIC.ledgerCommitSeconds,
      help: 'Time to book one export and commit it, in seconds.',
      buckets: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1],
      registers,
    });
    this.ledgerCommitFailures = new Counter({
      name: COLLECTOR_METRIC.ledgerCommitFailures,
      help: 'Exports that could not be committed; their senders were told to try again.',
      registers,
    });
    this.lastIngest = new Gauge({
      name: COLLECTOR_METRIC.lastIngest,
      help: 'When an export was last booked.',
      registers,
    });
    this.reloadSuccess = new Gauge({
      name: COLLECTOR_METRIC.configurationReloadSuccess,
      help: 'Whether the budgets file was valid when it was last read.',
      registers,
    });
    this.reloadSuccess.set(1);
    const gauge = (name: string, help: string, value: () => number) =>
      registerComputed(registry, { name, help, type: 'gauge' }, () => [{ labels: {}, value: value() }]);
    gauge(COLLECTOR_METRIC.ledgerStreams, 'Streams that the ledger keeps.', () => ledger.streamCount);
    gauge(COLLECTOR_METRIC.series, 'Series that the ledger keeps.', () => ledger.seriesCount);
    registerComputed(
      registry,
      { name: COLLECTOR_METRIC.buildInfo, help: 'Version of the collector.', type: 'gauge' },
      () => [{ labels: { version: VERSION }, value: 1 }],
    );
  }
}
