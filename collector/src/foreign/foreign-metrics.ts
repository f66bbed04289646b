import { COLLECTOR_METRIC } from '@outlay/instrumentation/names';
import { Counter, Gauge, type Registry } from 'prom-client';
import { METRIC_REASONS, type MetricReason, SPAN_REASONS, type SpanReason } from './ignored.ts';

/** The collector's metrics about what other SDKs report. */
export class ForeignMetrics {
  readonly spansReceived: Counter;
  readonly spansIgnored: Counter<'reason'>;
  readonly tokenPointsIgnored: Counter<'reason'>;
  readonly callsHeld: Gauge;

  constructor(registry: Registry, held: () => number) {
    const registers = [registry];
    this.spansReceived = new Counter({
      name: COLLECTOR_METRIC.spansReceived,
      help: 'Spans received, GenAI or not.',
      registers,
    });
    this.spansIgnored = new Counter({
      name: COLLECTOR_METRIC.spansIgnored,
      help: 'Spans that were not booked as calls, by reason.',
      labelNames: ['reason'],
      registers,
    });
    this.tokenPointsIgnored = new Counter({
      name: COLLECTOR_METRIC.tokenPointsIgnored,
      help: 'Increases of token metrics of other SDKs that were not priced, by reason.',
      labelNames: ['reason'],
      registers,
    });
    // Every reason from the start, so that the first one is an increase and not a new series.
    for (const reason of SPAN_REASONS) this.ignoreSpans(reason, 0);
    for (const reason of METRIC_REASONS) this.ignoreTokens(reason, 0);
    this.callsHeld = new Gauge({
      name: COLLECTOR_METRIC.callsHeld,
      help: "Calls of other SDKs that wait until it is known whether Outlay's instrumentation counts them.",
      registers,
      collect() {
        this.set(held());
      },
    });
  }

  readonly ignoreSpans = (reason: SpanReason, count: number): void => {
    this.spansIgnored.inc({ reason }, count);
  };

  readonly ignoreTokens = (reason: MetricReason, count: number): void => {
    this.tokenPointsIgnored.inc({ reason }, count);
  };
}
