import { type HistogramValue, addHistograms, sameBounds } from './histogram.ts';
import { METRIC_KINDS } from './metric-kind.ts';
import { type SeriesIdentity, seriesKey } from './series.ts';
import { spreadOverSlots } from './slot.ts';

/** An amount for one series that no stream of its own carries: a part of one call, or what follows from other telemetry. */
export interface Increase extends SeriesIdentity {
  /** Ledger units (metric-kind.ts); of a histogram, the number of requests. */
  readonly amount: bigint;
  /** What a histogram's series observed; absent where it was not measured: then the requests are booked alone. */
  readonly observed?: HistogramValue | undefined;
  /** The amount is booked to the quarter hours between these instants, in proportion. */
  readonly fromUnixNano: bigint;
  readonly toUnixNano: bigint;
}

/** What is written to one series in one transaction. */
export interface PlannedSeries extends SeriesIdentity {
  increase: bigint;
  histogramIncrease: HistogramValue | undefined;
  /** Booked amounts by slot. */
  readonly spend: Map<number, bigint>;
}

/** The plan of a series, empty where there was none yet. */
export function plannedSeries(plan: Map<string, PlannedSeries>, identity: SeriesIdentity): PlannedSeries {
  const key = seriesKey(identity);
  const known = plan.get(key);
  if (known !== undefined) return known;
  const { metric, job, labels } = identity;
  const planned = { metric, job, labels, increase: 0n, histogramIncrease: undefined, spend: new Map() };
  plan.set(key, planned);
  return planned;
}

export function addSpend(
  series: PlannedSeries,
  amount: bigint,
  span: { readonly fromUnixNano: bigint; readonly toUnixNano: bigint },
): void {
  if (amount === 0n) return;
  for (const part of spreadOverSlots(amount, span.fromUnixNano, span.toUnixNano)) {
    series.spend.set(part.slot, (series.spend.get(part.slot) ?? 0n) + part.amount);
  }
}

/**
 * Adds an increase to a plan. An observation whose buckets differ from the series' own is left out, its request is not.
 *
 * @param seriesHistogram the merged histogram of a series as the ledger has it
 */
export function addIncrease(
  plan: Map<string, PlannedSeries>,
  increase: Increase,
  seriesHistogram: (key: string) => HistogramValue | undefined,
): void {
  const series = plannedSeries(plan, increase);
  addSpend(series, increase.amount, increase);
  const { observed } = increase;
  if (observed === undefined) {
    if (METRIC_KINDS.get(increase.metric)?.kind !== 'histogram') series.increase += increase.amount;
    return;
  }
  const known = series.histogramIncrease ?? seriesHistogram(seriesKey(series));
  if (known !== undefined && !sameBounds(known, observed)) return;
  series.histogramIncrease =
    series.histogramIncrease === undefined ? observed : addHistograms(series.histogramIncrease, observed);
}
