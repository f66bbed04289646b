import { ATTRIBUTE, INSTRUMENT, PRICING } from '@outlay/instrumentation/names';
import { OutlayError } from '../error.ts';
import { LABELS_BESIDE_USER, MATCHABLE_LABELS } from '../budget/configuration.ts';
import { amountFromNano } from '../budget/exchange.ts';
import { labelOf, matchesGlob } from '../budget/match.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { KEPT_LABELS, MICRO_PER_UNIT } from '../ledger/metric-kind.ts';
import type { Series } from '../ledger/series.ts';
import { SLOT_SECONDS } from '../ledger/slot.ts';
import { type TimeUnit, bucketStart } from './time-unit.ts';

/** Labels that every report can group by; labels of the services' own come beside them. */
export const GROUP_LABELS = MATCHABLE_LABELS;
export type GroupLabel = (typeof GROUP_LABELS)[number] | (string & {});

export interface UsageQuery {
  /** In seconds since the epoch; undefined reaches as far as the ledger does. */
  readonly from: number | undefined;
  readonly to: number | undefined;
  readonly groupBy: readonly GroupLabel[];
  /** Only spend whose labels match one of the globs each; a label that the spend lacks matches none. */
  readonly where?: UsageFilter;
  readonly by: TimeUnit | undefined;
  readonly timeZone: string;
}

export type UsageFilter = Readonly<Record<string, readonly string[]>>;

export interface UsageRow {
  /** Start of the hour, day, week or month; undefined when the query has no time unit. */
  readonly start: Date | undefined;
  /** Values of the labels grouped by; a label that the spend lacks is absent. */
  readonly labels: Readonly<Partial<Record<GroupLabel, string>>>;
  readonly costNanoUsd: bigint;
  readonly costUsd: number;
  /** The part of the cost that rests on estimated usage or on broken-off streams; null by user, where it is not kept. */
  readonly estimatedNanoUsd: bigint | null;
  /** Null when requests are not kept by one of the labels grouped by. */
  readonly requests: number | null;
  /** Requests whose cost could not be told; null as for requests. */
  readonly unpriced: number | null;
  /** Empty when usage is not kept by one of the labels grouped by. */
  readonly units: Readonly<Record<string, number>>;
}

export interface UsageReport {
  readonly from: Date;
  readonly to: Date;
  readonly rows: readonly UsageRow[];
  readonly total: Pick<
    UsageRow,
    'costNanoUsd' | 'costUsd' | 'estimatedNanoUsd' | 'requests' | 'unpriced' | 'units'
  >;
}

/** The query asks for what the ledger cannot tell. */
export class UsageQueryError extends OutlayError {
  override readonly name = 'UsageQueryError';
}

/**
 * Adds up cost, requests and units by labels and time. By user, there is cost only, by tenant and provider: that is
 * how it is kept.
 *
 * @throws UsageQueryError for labels that are not kept together
 */
export function queryUsage(ledger: Ledger, query: UsageQuery): UsageReport {
  const where = query.where ?? {};
  const asked = [...query.groupBy, ...Object.keys(where)];
  const byUser = asked.includes('user');
  const apart = asked.find((label) => byUser && !LABELS_BESIDE_USER.includes(label));
  if (apart !== undefined) {
    throw new UsageQueryError(
      `spend by user is kept by tenant and provider only, not by ${apart}: leave one of them out`,
    );
  }
  const costMetric = byUser ? INSTRUMENT.userCostUsd : INSTRUMENT.costUsd;
  const seriesById = new Map<number, Series>();
  for (const series of ledger.series()) seriesById.set(series.id, series);

  const ownLabels = asked.filter((label) => !(GROUP_LABELS as readonly string[]).includes(label));
  for (const label of ownLabels) {
    if (
      [...seriesById.values()].some(
        ({ metric, labels }) => metric === costMetric && Object.hasOwn(labels, label),
      )
    )
      continue;
    throw new UsageQueryError(
      `${label}: no label of the spend in the ledger. Known: ${GROUP_LABELS.join(', ')}, and labels of your services' own.`,
    );
  }
  const isFiltered = (metric: string) => Object.keys(where).every((label) => isKeptBy(metric, label));
  const isGrouped = (metric: string) => asked.every((label) => isKeptBy(metric, label));
  const kept = keptFigures(isGrouped, byUser);
  const matching = new Map(
    [...seriesById].filter(([, series]) => isFiltered(series.metric) && matches(series, where)),
  );
  const groups = new Map<string, Group>();
  const known = ledger.spendRange();
  const from = query.from ?? known?.first ?? 0;
  const to = query.to ?? (known === undefined ? 0 : known.last + SLOT_SECONDS);
  const total = new Group(
    undefined,
    {},
    keptFigures((metric) => !byUser && isFiltered(metric), byUser),
  );
  for (const { seriesId, slot, amount } of amounts(ledger, { from, to }, query.by !== undefined)) {
    const series = matching.get(seriesId);
    if (series === undefined || (byUser && series.metric !== costMetric)) continue;
    total.add(series, amount, costMetric);
    if (!isGrouped(series.metric)) continue;
    const start = query.by && bucketStart(slot, query.by, query.timeZone);
    const labels = labelsOf(series, query.groupBy);
    const key = JSON.stringify([start?.getTime(), labels]);
    const group = groups.get(key) ?? new Group(start, labels, kept);
    if (group.add(series, amount, costMetric)) groups.set(key, group);
  }
  return {
    from: new Date(from * 1000),
    to: new Date(to * 1000),
    rows: [...groups.values()].map((group) => group.row()).sort(compareRows),
    total: total.row(),
  };
}

function* amounts(ledger: Ledger, range: { from: number; to: number }, bySlot: boolean) {
  if (bySlot) yield* ledger.spendRows(range);
  else {
    for (const [seriesId, amount] of ledger.sumBySeries(range)) yield { seriesId, slot: range.from, amount };
  }
}

/** The instrumentation puts a service's own labels on these alone. */
const METRICS_WITH_OWN_LABELS: readonly string[] = [INSTRUMENT.costUsd, INSTRUMENT.usage];

function isKeptBy(metric: string, label: GroupLabel): boolean {
  if (label === 'job') return true;
  const labels: Readonly<Record<string, readonly string[]>> = KEPT_LABELS;
  if (!(GROUP_LABELS as readonly string[]).includes(label)) return METRICS_WITH_OWN_LABELS.includes(metric);
  return labels[metric]?.includes(label === 'user' ? 'user_id' : label) ?? false;
}

function matches(series: Series, where: UsageFilter): boolean {
  return Object.entries(where).every(([label, globs]) => {
    const value = labelOf(series, label);
    return value !== undefined && globs.some((glob) => matchesGlob(glob, value));
  });
}

/** Which figures can be told, beside the cost. */
interface KeptFigures {
  readonly requests: boolean;
  readonly unpriced: boolean;
  readonly estimated: boolean;
}

function keptFigures(isKept: (metric: string) => boolean, byUser: boolean): KeptFigures {
  return {
    requests: isKept(INSTRUMENT.requestDuration),
    unpriced: isKept(INSTRUMENT.unpriced),
    estimated: !byUser,
  };
}

function labelsOf(series: Series, groupBy: readonly GroupLabel[]): UsageRow['labels'] {
  const labels: Partial<Record<GroupLabel, string>> = {};
  for (const label of groupBy) {
    const value = labelOf(series, label);
    if (value !== undefined) labels[label] = value;
  }
  return labels;
}

/** Values of `pricing` that are no exact amounts. */
const ESTIMATED: readonly string[] = [PRICING.estimated, PRICING.partial];

class Group {
  readonly #start: Date | undefined;
  readonly #labels: UsageRow['labels'];
  readonly #kept: KeptFigures;
  readonly #micros = new Map<string, bigint>();
  #costNanoUsd = 0n;
  #estimatedNanoUsd = 0n;
  #requests = 0n;
  #unpriced = 0n;

  constructor(start: Date | undefined, labels: UsageRow['labels'], kept: KeptFigures) {
    this.#start = start;
    this.#labels = labels;
    this.#kept = kept;
  }

  /** @returns whether the series is one that reports show */
  add(series: Series, amount: bigint, costMetric: string): boolean {
    if (series.metric === costMetric) {
      this.#costNanoUsd += amount;
      if (ESTIMATED.includes(series.labels[ATTRIBUTE.pricing] ?? '')) this.#estimatedNanoUsd += amount;
    } else if (series.metric === INSTRUMENT.requestDuration) this.#requests += amount;
    else if (series.metric === INSTRUMENT.unpriced) this.#unpriced += amount;
    else if (series.metric === INSTRUMENT.usage) {
      const unit = series.labels[ATTRIBUTE.unit] ?? '';
      this.#micros.set(unit, (this.#micros.get(unit) ?? 0n) + amount);
    } else return false;
    return true;
  }

  row(): UsageRow {
    return {
      start: this.#start,
      labels: this.#labels,
      costNanoUsd: this.#costNanoUsd,
      costUsd: amountFromNano(this.#costNanoUsd),
      estimatedNanoUsd: this.#kept.estimated ? this.#estimatedNanoUsd : null,
      requests: this.#kept.requests ? Number(this.#requests) : null,
      unpriced: this.#kept.unpriced ? Number(this.#unpriced) : null,
      units: Object.fromEntries(
        [...this.#micros].sort().map(([unit, micros]) => [unit, Number(micros) / MICRO_PER_UNIT]),
      ),
    };
  }
}

/** By time, then the costliest first. */
function compareRows(a: UsageRow, b: UsageRow): number {
  const byTime = (a.start?.getTime() ?? 0) - (b.start?.getTime() ?? 0);
  if (byTime !== 0) return byTime;
  return a.costNanoUsd === b.costNanoUsd
    ? (b.requests ?? 0) - (a.requests ?? 0)
    : a.costNanoUsd < b.costNanoUsd
      ? 1
      : -1;
}
