import { BUDGET_METRIC, COLLECTOR_METRIC, LABEL, METRIC } from '@outlay/instrumentation/names';

const HISTOGRAMS: readonly string[] = [
  METRIC.requestDuration,
  METRIC.genAiTokenUsage,
  METRIC.genAiOperationDuration,
  METRIC.genAiTimeToFirstChunk,
  COLLECTOR_METRIC.ledgerCommitSeconds,
];

/** Metrics that Outlay emits, histograms as the three that Prometheus makes of each. */
export const EMITTED_METRICS: readonly string[] = [METRIC, BUDGET_METRIC, COLLECTOR_METRIC]
  .flatMap((names): string[] => Object.values(names))
  .flatMap((name) =>
    HISTOGRAMS.includes(name) ? ['bucket', 'sum', 'count'].map((part) => `${name}_${part}`) : [name],
  );

export const EMITTED_LABELS: readonly string[] = Object.values(LABEL);

/** What Prometheus itself adds, whatever it scrapes. */
export const PROMETHEUS_METRICS: readonly string[] = ['up'];
export const PROMETHEUS_LABELS: readonly string[] = ['le'];
