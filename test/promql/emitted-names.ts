import { ATTRIBUTE, BUDGET_METRIC, COLLECTOR_METRIC, LABEL, METRIC } from '@outlay/instrumentation/names';
import { namesInQuery } from './names-in-query.ts';

const HISTOGRAMS: readonly string[] = [
  METRIC.requestDuration,
  METRIC.genAiTokenUsage,
  METRIC.genAiOperationDuration,
  METRIC.genAiTimeToFirstChunk,
  COLLECTOR_METRIC.ledgerCommitSeconds,
  COLLECTOR_METRIC.scrapeSeconds,
  COLLECTOR_METRIC.querySeconds,
];

const CALL = [LABEL.provider, LABEL.operation, LABEL.model];
const GEN_AI = [
  ATTRIBUTE.genAiOperationName,
  ATTRIBUTE.genAiProviderName,
  ATTRIBUTE.genAiRequestModel,
  ATTRIBUTE.genAiResponseModel,
  ATTRIBUTE.serverAddress,
  ATTRIBUTE.serverPort,
].map(labelOfAttribute);
/** Set where a cardinality limit folds series into one. */
const FOLDED = [labelOfAttribute(ATTRIBUTE.overflow)];

/** Labels of each metric beside `job` and `instance`, which all have. */
const OWN_LABELS: Readonly<Record<string, readonly string[]>> = {
  [METRIC.costUsd]: [
    ...CALL,
    LABEL.pricing,
    LABEL.feature,
    LABEL.tenant,
    LABEL.triggeredBy,
    LABEL.environment,
    ...FOLDED,
  ],
  [METRIC.usage]: [...CALL, LABEL.unit, LABEL.feature, LABEL.tenant, LABEL.environment, ...FOLDED],
  [METRIC.requestDuration]: [
    ...CALL,
    LABEL.feature,
    LABEL.environment,
    LABEL.statusCode,
    LABEL.errorType,
    ...FOLDED,
  ],
  [METRIC.unpriced]: [...CALL, LABEL.reason, ...FOLDED],
  [METRIC.retries]: [...CALL, ...FOLDED],
  [METRIC.slowQueries]: [LABEL.provider, LABEL.operation, LABEL.table, ...FOLDED],
  [METRIC.rateLimitRemaining]: [LABEL.provider, LABEL.model, LABEL.kind, ...FOLDED],
  [METRIC.instrumentationDropped]: [LABEL.reason, ...FOLDED],
  [METRIC.genAiTokenUsage]: [...GEN_AI, labelOfAttribute(ATTRIBUTE.genAiTokenType), ...FOLDED],
  [METRIC.genAiOperationDuration]: [...GEN_AI, LABEL.errorType, ...FOLDED],
  [METRIC.genAiTimeToFirstChunk]: [...GEN_AI, ...FOLDED],
  [METRIC.targetInfo]: [],
  [BUDGET_METRIC.limit]: [LABEL.budget, LABEL.currency],
  [BUDGET_METRIC.spent]: [LABEL.budget, LABEL.currency],
  [BUDGET_METRIC.projected]: [LABEL.budget, LABEL.currency, LABEL.quantile],
  [BUDGET_METRIC.daysUntilLimit]: [LABEL.budget, LABEL.quantile],
  [BUDGET_METRIC.periodStart]: [LABEL.budget],
  [BUDGET_METRIC.periodEnd]: [LABEL.budget],
  [BUDGET_METRIC.thresholdRatio]: [LABEL.budget, LABEL.severity],
  [BUDGET_METRIC.cost]: [LABEL.budget, LABEL.currency],
  [BUDGET_METRIC.info]: [
    LABEL.budget,
    LABEL.currency,
    LABEL.unit,
    LABEL.owner,
    LABEL.notes,
    LABEL.period,
    LABEL.timeZone,
    LABEL.profile,
  ],
  [COLLECTOR_METRIC.pointsDropped]: [LABEL.reason],
  [COLLECTOR_METRIC.requests]: ['signal', 'code'],
  [COLLECTOR_METRIC.requestsRefused]: [LABEL.reason],
  [COLLECTOR_METRIC.requestsInFlight]: ['port'],
  [COLLECTOR_METRIC.connections]: ['port'],
  [COLLECTOR_METRIC.ledgerBytes]: ['file'],
  [COLLECTOR_METRIC.buildInfo]: ['version'],
};

/** The labels that every series gets: from the service, or from Prometheus' scrape. */
const TARGET_LABELS: readonly string[] = [LABEL.job, LABEL.instance];

/** What Prometheus itself adds, whatever it scrapes. */
export const PROMETHEUS_METRICS: readonly string[] = ['up'];
export const PROMETHEUS_LABELS: readonly string[] = ['le'];

/** Labels by the metric's name in Prometheus; histograms as the three that Prometheus makes of each. */
export const LABELS_OF_METRIC: ReadonlyMap<string, readonly string[]> = new Map(
  [METRIC, BUDGET_METRIC, COLLECTOR_METRIC]
    .flatMap((names): string[] => Object.values(names))
    .flatMap((name): [string, readonly string[]][] => {
      const labels = [...(OWN_LABELS[name] ?? []), ...TARGET_LABELS];
      if (!HISTOGRAMS.includes(name)) return [[name, labels]];
      return [
        [`${name}_bucket`, [...labels, ...PROMETHEUS_LABELS]],
        [`${name}_sum`, labels],
        [`${name}_count`, labels],
      ];
    })
    .concat(PROMETHEUS_METRICS.map((name): [string, readonly string[]] => [name, TARGET_LABELS])),
);

/** Metrics that Outlay emits, histograms as the three that Prometheus makes of each. */
export const EMITTED_METRICS: readonly string[] = [...LABELS_OF_METRIC.keys()].filter(
  (name) => !PROMETHEUS_METRICS.includes(name),
);

export const EMITTED_LABELS: readonly string[] = Object.values(LABEL);

/** The label that Prometheus shows for an attribute (OpenTelemetry's `UnderscoreEscapingWithSuffixes`). */
export function labelOfAttribute(attribute: string): string {
  return attribute.replaceAll('.', '_');
}

/**
 * Labels that a query reads from metrics none of which has them, as `metric label`.
 *
 * @param recorded labels of series that recording rules make, by name
 */
export function findMissingLabels(
  query: string,
  recorded: ReadonlyMap<string, readonly string[]> = new Map(),
): string[] {
  return namesInQuery(query).labelUses.flatMap(({ labels, metrics, metricPatterns }) => {
    const known = [...LABELS_OF_METRIC, ...recorded].filter(
      ([name]) => metrics.includes(name) || metricPatterns.some((pattern) => pattern.test(name)),
    );
    const sources = metrics.length > 0 ? metrics.join(' or ') : metricPatterns.join(' or ');
    return labels
      .filter((label) => !known.some(([, names]) => names.includes(label)))
      .map((label) => `${sources} ${label}`);
  });
}
