import {
  DURATION_BUCKETS_SECONDS,
  INSTRUMENT,
  type Pricing,
  USAGE_UNIT,
  type UsageUnit,
} from '@outlay/instrumentation/names';
import type { Usage } from '@outlay/instrumentation/pricing';
import type { HistogramValue } from '../ledger/histogram.ts';
import type { Increase } from '../ledger/increase.ts';
import type { Labels } from '../ledger/labels.ts';
import { KEPT_LABELS, MICRO_PER_UNIT } from '../ledger/metric-kind.ts';
import { shortLabel } from './short-label.ts';

/** Calls as they are booked: one, or the sum of several that are alike. */
export interface BilledCall {
  readonly job: string;
  /** provider, operation, model, feature, tenant, triggered_by, environment, http_response_status_code, error_type. */
  readonly labels: Readonly<Record<string, string | undefined>>;
  /** Labels of the sender's own; they stand on cost and usage. */
  readonly ownLabels?: Labels | undefined;
  readonly userId?: string | undefined;
  /** Only where instances are kept apart. */
  readonly instance?: string | undefined;
  readonly cost: { readonly nanoUsd: bigint; readonly pricing: Pricing } | undefined;
  /** Why the call, or a part of it, has no price. */
  readonly unpricedReason: string | undefined;
  readonly units: ReadonlyMap<UsageUnit | (string & {}), number>;
  /** How many requests these are; 0 where something else counts them. */
  readonly requests: number;
  /** Requests without a price, where they are not one. */
  readonly unpricedRequests?: number | undefined;
  /** Absent where the sender did not measure: the request is booked without a duration. */
  readonly durationSeconds?: number | undefined;
  /** The calls happened between these instants. */
  readonly fromUnixNano: bigint;
  readonly toUnixNano: bigint;
}

const DURATION_LABELS = [
  ...KEPT_LABELS[INSTRUMENT.requestDuration],
  'http_response_status_code',
  'error_type',
];

/** What calls add to the ledger: the same series that the instrumentation's own metrics feed. */
export function increasesOf(call: BilledCall): Increase[] {
  const { job, labels, ownLabels = {}, userId, cost, unpricedReason, units, requests } = call;
  const { fromUnixNano, toUnixNano } = call;
  const increases: Increase[] = [];
  const add = (
    metric: string,
    names: readonly string[],
    extra: Readonly<Record<string, string | undefined>>,
    amount: bigint,
    observed?: HistogramValue,
  ) => {
    const kept = pick({ ...labels, ...extra, instance: call.instance }, [...names, 'instance']);
    const own = OWN_LABEL_METRICS.has(metric) ? ownLabels : {};
    const all = sorted({ ...own, ...kept });
    increases.push({ metric, job, labels: all, amount, observed, fromUnixNano, toUnixNano });
  };
  if (requests > 0) {
    const observed = call.durationSeconds === undefined ? undefined : observationOf(call.durationSeconds);
    add(INSTRUMENT.requestDuration, DURATION_LABELS, {}, BigInt(requests), observed);
  }
  if (unpricedReason !== undefined) {
    const count = BigInt(call.unpricedRequests ?? 1);
    add(INSTRUMENT.unpriced, KEPT_LABELS[INSTRUMENT.unpriced], { reason: unpricedReason }, count);
  }
  if (cost !== undefined) {
    const { nanoUsd, pricing } = cost;
    add(INSTRUMENT.costUsd, KEPT_LABELS[INSTRUMENT.costUsd], { pricing }, nanoUsd);
    // Spend by user is in no series: an instance would only multiply its rows.
    if (userId !== undefined) {
      const user = sorted(pick({ ...labels, user_id: userId }, KEPT_LABELS[INSTRUMENT.userCostUsd]));
      increases.push({
        metric: INSTRUMENT.userCostUsd,
        job,
        labels: user,
        amount: nanoUsd,
        fromUnixNano,
        toUnixNano,
      });
    }
  }
  for (const [unit, count] of units) {
    add(
      INSTRUMENT.usage,
      KEPT_LABELS[INSTRUMENT.usage],
      { unit },
      BigInt(Math.round(count * MICRO_PER_UNIT)),
    );
  }
  return increases;
}

const OWN_LABEL_METRICS: ReadonlySet<string> = new Set([INSTRUMENT.costUsd, INSTRUMENT.usage]);

/** Counts of a usage by the names of `outlay.usage`; what is zero is left out. */
export function unitsOf(usage: Usage): ReadonlyMap<UsageUnit | (string & {}), number> {
  const counts: (readonly [string, number | undefined])[] = [
    [USAGE_UNIT.inputTokens, usage.inputTokens],
    [USAGE_UNIT.outputTokens, usage.outputTokens],
    [USAGE_UNIT.cacheReadTokens, usage.cacheReadTokens],
    [USAGE_UNIT.cacheWriteTokens, usage.cacheWriteTokens],
    [USAGE_UNIT.reasoningTokens, usage.reasoningTokens],
    [USAGE_UNIT.inputAudioTokens, usage.inputAudioTokens],
    [USAGE_UNIT.outputAudioTokens, usage.outputAudioTokens],
    ...Object.entries(usage.units ?? {}),
  ];
  return new Map(counts.filter((entry): entry is [string, number] => (entry[1] ?? 0) > 0));
}

function observationOf(seconds: number): HistogramValue {
  const bounds = DURATION_BUCKETS_SECONDS;
  const above = bounds.filter((bound) => seconds > bound).length;
  return {
    count: 1,
    sum: seconds,
    bounds,
    bucketCounts: Array.from({ length: bounds.length + 1 }, (_, bucket) => (bucket === above ? 1 : 0)),
  };
}

function pick(
  labels: Readonly<Record<string, string | undefined>>,
  names: readonly string[],
): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const name of names) {
    const value = labels[name];
    if (value !== undefined && value !== '') kept[name] = shortLabel(value);
  }
  return kept;
}

/** Sorted by name, as telemetry's labels are: a series is known by them. */
function sorted(labels: Labels): Labels {
  return Object.fromEntries(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)));
}
