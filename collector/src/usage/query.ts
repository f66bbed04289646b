import { INSTRUMENT } from '@outlay/instrumentation/names';
import { LABELS_BESIDE_USER, MATCHABLE_LABELS } from '../budget/configuration.ts';
import { amountFromNano } from '../budget/exchange.ts';
import { KEPT_LABELS, MICRO_PER_UNIT } from '../ledger/metric-kind.ts';
import type { SlotRange } from '../ledger/period-sums.ts';
import type { LedgerReader } from '../ledger/reading/ledger-reader.ts';
import type { SeriesTable } from '../ledger/reading/series-table.ts';
import { SLOT_SECONDS } from '../ledger/slot.ts';
import { SeriesGroups, seriesFilter } from './series-groups.ts';
import { MAX_ROWS, requireFewBuckets } from './report-limits.ts';
import { type TimeUnit, bucketAt } from './time-unit.ts';
import { UsageQueryError } from './usage-query-error.ts';
import { type SummedFigures, UsageSums } from './usage-sums.ts';

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
  /** Whether to tell which labels of the services' own the spend carries. */
  readonly listOwnLabels?: boolean;
  /** More rows are refused; undefined: as many as a report may have. */
  readonly maxRows?: number;
}

export type UsageFilter = Readonly<Record<string, readonly string[]>>;

export interface UsageRow {
  /** Start of the hour, day, week or month; undefined when the query has no time unit. */
  readonly start: Date | undefined;
  /** Values of the labels grouped by; a label that the spend lacks is absent. */
  readonly labels: Readonly<Partial<Record<GroupLabel, string>>>;
  readonly costNanoUsd: bigint;
  readonly costUsd: number;
  /** The part of the cost that rests on estimated usage, on broken-off streams or on totals of many calls; null by user, where it is not kept. */
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
  /** Labels of the services' own that spend of any time carries; undefined unless the query asks for them. */
  readonly ownLabels?: readonly string[];
}

export { UsageQueryError } from './usage-query-error.ts';

/**
 * Adds up cost, requests and units by labels and time. By user, there is cost only, by tenant and provider: that is
 * how it is kept.
 *
 * @throws UsageQueryError for labels that are not kept together, and for more time or rows than a report may have
 */
export function queryUsage(reader: LedgerReader, query: UsageQuery): UsageReport {
  return reader.atOneMoment(() => readUsage(reader, query));
}

function readUsage(reader: LedgerReader, query: UsageQuery): UsageReport {
  const where = query.where ?? {};
  const asked = [...query.groupBy, ...Object.keys(where)];
  const byUser = asked.includes('user');
  const costMetric = byUser ? INSTRUMENT.userCostUsd : INSTRUMENT.costUsd;
  const series = reader.series();
  requireKeptTogether(asked, series, costMetric);

  const known = reader.spendRange();
  const from = query.from ?? known?.first ?? 0;
  const to = query.to ?? (known === undefined ? 0 : known.last + SLOT_SECONDS);
  const isFiltered = (metric: string) => Object.keys(where).every((label) => isKeptBy(metric, label));
  const isGrouped = (metric: string) => asked.every((label) => isKeptBy(metric, label));
  const groups = new SeriesGroups(series, query.groupBy);
  const isMatching = seriesFilter(series, where);
  const sums = new UsageSums(
    series,
    costMetric,
    (row) => {
      const metric = series.metricAt(row);
      if (!isFiltered(metric) || (byUser && metric !== costMetric) || !isMatching(row)) return null;
      return isGrouped(metric) ? groups.groupOf(row) : undefined;
    },
    groups.count,
  );
  const kept = keptFigures(isGrouped, byUser);
  const rows: UsageRow[] = [];
  const { maxRows = MAX_ROWS } = query;
  for (const { start, range } of spansOf(withinLedger({ from, to }, known), query)) {
    for (const { group, figures } of sums.sumSpan((add) => reader.visitSpend(range, add))) {
      if (rows.length >= maxRows) throw tooManyRows(maxRows);
      rows.push({ start, labels: groups.labelsOf(group), ...keptOnly(figures, kept) });
    }
  }
  return {
    from: new Date(from * 1000),
    to: new Date(to * 1000),
    rows: rows.sort(compareRows),
    total: keptOnly(
      sums.total(),
      keptFigures((metric) => !byUser && isFiltered(metric), byUser),
    ),
    ...(query.listOwnLabels === true && { ownLabels: ownLabelsOf(series) }),
  };
}

function ownLabelsOf(series: SeriesTable): string[] {
  const isOwn = (label: string) =>
    label !== 'user_id' && !(GROUP_LABELS as readonly string[]).includes(label);
  return series.labelNames().filter((label) => isOwn(label) && isOnCost(label, series, INSTRUMENT.costUsd));
}

function isOnCost(label: string, series: SeriesTable, costMetric: string): boolean {
  const column = series.label(label);
  for (let row = 0; row < series.size; row += 1) {
    if ((column[row] ?? 0) !== 0 && series.metricAt(row) === costMetric) return true;
  }
  return false;
}

function requireKeptTogether(asked: readonly GroupLabel[], series: SeriesTable, costMetric: string): void {
  const apart = asked.find((label) => asked.includes('user') && !LABELS_BESIDE_USER.includes(label));
  if (apart !== undefined) {
    throw new UsageQueryError(
      `spend by user is kept by tenant and provider only, not by ${apart}: leave one of them out`,
    );
  }
  for (const label of asked) {
    if ((GROUP_LABELS as readonly string[]).includes(label)) continue;
    if (isOnCost(label, series, costMetric)) continue;
    throw new UsageQueryError(
      `${label}: no label of the spend in the ledger. Known: ${GROUP_LABELS.join(', ')}, and labels of your services' own.`,
    );
  }
}

/** The part of a range in which there is spend: what lies outside costs no time, however far it reaches. */
function withinLedger({ from, to }: SlotRange, known: ReturnType<LedgerReader['spendRange']>): SlotRange {
  if (known === undefined) return { from, to: from };
  return { from: Math.max(from, known.first), to: Math.min(to, known.last + SLOT_SECONDS) };
}

function tooManyRows(maxRows: number): UsageQueryError {
  return new UsageQueryError(
    `the report has more than ${maxRows} rows: group by fewer labels, ask for some with where, or give a shorter range ` +
      'or a longer unit of time',
  );
}

/** The calendar units of a range, or all of it as one. */
function* spansOf({ from, to }: SlotRange, { by, timeZone }: UsageQuery) {
  if (by === undefined) {
    yield { start: undefined, range: { from, to } };
    return;
  }
  requireFewBuckets({ from, to }, by);
  for (let at = from; at < to;) {
    const bucket = bucketAt(at * 1000, by, timeZone);
    const end = Math.min(to, Math.ceil(bucket.end / 1000 / SLOT_SECONDS) * SLOT_SECONDS);
    yield { start: new Date(bucket.start), range: { from: at, to: end } };
    at = end;
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

function keptOnly(figures: SummedFigures, kept: KeptFigures): UsageReport['total'] {
  const { costNanoUsd, estimatedNanoUsd, requests, unpriced, micros } = figures;
  return {
    costNanoUsd,
    costUsd: amountFromNano(costNanoUsd),
    estimatedNanoUsd: kept.estimated ? estimatedNanoUsd : null,
    requests: kept.requests ? Number(requests) : null,
    unpriced: kept.unpriced ? Number(unpriced) : null,
    units: Object.fromEntries([...micros].sort().map(([unit, sum]) => [unit, Number(sum) / MICRO_PER_UNIT])),
  };
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
