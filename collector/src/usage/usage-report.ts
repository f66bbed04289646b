import { amountFromNano } from '../budget/exchange.ts';
import { type TimeRange, bucketStarts } from './previous-range.ts';
import { type UsageQuery, UsageQueryError, type UsageReport, type UsageRow } from './query.ts';

/** Answers queries: the ledger itself, or a worker that reads it. */
export type UsageSource = (query: UsageQuery) => UsageReport | Promise<UsageReport>;

/** `cost`, `requests`, or a unit such as `input_tokens`. */
export type SortKey = string;

export interface ReportOptions {
  readonly query: UsageQuery;
  /** What comes first, the largest first; undefined: by time where the query has a unit of time, else by cost. */
  readonly sort: SortKey | undefined;
  /** How many groups keep rows of their own; the others are added up in one. */
  readonly top: number | undefined;
  /** The range to compare with. */
  readonly previous: TimeRange | undefined;
}

export type Figures = Pick<
  UsageRow,
  'costNanoUsd' | 'costUsd' | 'estimatedNanoUsd' | 'requests' | 'unpriced' | 'units'
>;

export interface ReportRow extends UsageRow {
  /** The same group in the range compared with; undefined when it was not there, or nothing is compared. */
  readonly previous: Figures | undefined;
  /** Whether the group is in the range itself; without it, it is there for what it was before. */
  readonly isCurrent: boolean;
  /** How many groups the row adds up, where it stands for those beyond the top. */
  readonly otherGroups: number | undefined;
}

export interface ComparedReport {
  readonly from: Date;
  readonly to: Date;
  readonly rows: readonly ReportRow[];
  readonly total: Figures;
  readonly previous: { readonly from: Date; readonly to: Date; readonly total: Figures } | undefined;
}

/**
 * Runs a query, and a second one over the range to compare with; sorts the rows and adds up those beyond the top.
 *
 * @throws UsageQueryError for a sort key that the rows cannot be sorted by
 */
export async function reportUsage(source: UsageSource, options: ReportOptions): Promise<ComparedReport> {
  const { query, previous: range } = options;
  const current = await source(query);
  const before = range && (await source({ ...query, ...range }));
  const joined = joinRows(current, before, query);
  requireSortable(options.sort, joined, query);
  return {
    from: current.from,
    to: current.to,
    rows: rankRows(joined, options),
    total: current.total,
    previous: before && { from: before.from, to: before.to, total: before.total },
  };
}

/** Rows of both ranges, those of one group side by side. A bucket of time is held against the same one of the other range. */
function joinRows(current: UsageReport, before: UsageReport | undefined, query: UsageQuery): ReportRow[] {
  const rowsBefore = new Map<string, UsageRow>();
  const toCurrent = before && bucketsOfCurrent(current, before, query);
  for (const row of before?.rows ?? []) {
    const start = row.start && toCurrent?.get(row.start.getTime());
    // A bucket that the range itself does not have: the 31st day against a month of 30.
    if (row.start !== undefined && start === undefined) continue;
    const moved = { ...row, start };
    rowsBefore.set(keyOf(moved), moved);
  }
  const rows = current.rows.map((row): ReportRow => {
    const previous = rowsBefore.get(keyOf(row));
    rowsBefore.delete(keyOf(row));
    return { ...row, previous, isCurrent: true, otherGroups: undefined };
  });
  const gone = [...rowsBefore.values()].map((previous): ReportRow => ({
    ...previous,
    ...noFigures(previous),
    previous,
    isCurrent: false,
    otherGroups: undefined,
  }));
  return [...rows, ...gone];
}

function bucketsOfCurrent(current: UsageReport, before: UsageReport, { by, timeZone }: UsageQuery) {
  if (by === undefined) return undefined;
  const startsOf = ({ from, to }: UsageReport) =>
    bucketStarts({ from: from.getTime() / 1000, to: to.getTime() / 1000 }, by, timeZone);
  const starts = startsOf(current);
  return new Map(
    startsOf(before).flatMap((start, index) => {
      const paired = starts[index];
      return paired === undefined ? [] : [[start, new Date(paired)] as const];
    }),
  );
}

function noFigures({ estimatedNanoUsd, requests, unpriced }: Figures): Figures {
  return {
    costNanoUsd: 0n,
    costUsd: 0,
    estimatedNanoUsd: estimatedNanoUsd === null ? null : 0n,
    requests: requests === null ? null : 0,
    unpriced: unpriced === null ? null : 0,
    units: {},
  };
}

function keyOf({ start, labels }: Pick<UsageRow, 'start' | 'labels'>): string {
  return JSON.stringify([start?.getTime(), groupOf(labels)]);
}

function groupOf(labels: UsageRow['labels']): string {
  return JSON.stringify(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function requireSortable(sort: SortKey | undefined, rows: readonly ReportRow[], query: UsageQuery): void {
  if (sort === undefined || sort === 'cost' || rows.length === 0) return;
  const labels = [...query.groupBy, ...Object.keys(query.where ?? {})].join(', ');
  if (sort === 'requests') {
    if (rows.some(({ requests }) => requests !== null)) return;
    throw new UsageQueryError(`sort: requests are not kept by ${labels}; sort by cost`);
  }
  const units = [...new Set(rows.flatMap((row) => Object.keys(row.units)))].sort();
  if (units.includes(sort)) return;
  throw new UsageQueryError(
    units.length === 0
      ? `sort: usage is not kept by ${labels}; sort by cost`
      : `sort: "${sort}" is neither cost, requests nor a unit of this report: ${units.join(', ')}`,
  );
}

/** With labels and a unit of time, the top are groups over the whole range, and each bucket has its own row of others. */
function rankRows(rows: readonly ReportRow[], { query, sort, top }: ReportOptions): ReportRow[] {
  const bySize = (a: ReportRow, b: ReportRow) => compareBySize(a, b, sort ?? 'cost');
  const byTime = (a: ReportRow, b: ReportRow) => (a.start?.getTime() ?? 0) - (b.start?.getTime() ?? 0);
  const timeFirst = query.by !== undefined && (sort === undefined || query.groupBy.length > 0);
  const ordered = [...rows].sort((a, b) => (timeFirst ? byTime(a, b) : 0) || bySize(a, b));
  if (top === undefined) return ordered;

  const isByTimeAlone = query.groupBy.length === 0;
  const groupKey = (row: ReportRow) => (isByTimeAlone ? keyOf(row) : groupOf(row.labels));
  const groups = new Map<string, ReportRow[]>();
  for (const row of ordered) addTo(groups, groupKey(row), row);
  const largest = [...groups.values()].map((members) => addRows(members)).sort(bySize);
  const kept = new Set(largest.slice(0, top).map(groupKey));

  const buckets = new Map<number | undefined, ReportRow[]>();
  for (const row of ordered) {
    if (kept.has(groupKey(row))) continue;
    const bucket = isByTimeAlone ? undefined : row.start?.getTime();
    addTo(buckets, bucket, row);
  }
  const others = [...buckets].map(([bucket, members]): ReportRow => ({
    ...addRows(members),
    start: bucket === undefined ? undefined : new Date(bucket),
    labels: {},
    otherGroups: members.length,
  }));
  const shown = [...ordered.filter((row) => kept.has(groupKey(row))), ...others];
  // A stable sort: others come last in their bucket.
  return timeFirst && !isByTimeAlone ? shown.sort(byTime) : shown;
}

function addTo<Key>(groups: Map<Key, ReportRow[]>, key: Key, row: ReportRow): void {
  const members = groups.get(key);
  if (members) members.push(row);
  else groups.set(key, [row]);
}

function compareBySize(a: ReportRow, b: ReportRow, sort: SortKey): number {
  if (sort !== 'cost') {
    const difference = amountOf(b, sort) - amountOf(a, sort);
    if (difference !== 0) return difference;
  }
  if (a.costNanoUsd !== b.costNanoUsd) return a.costNanoUsd < b.costNanoUsd ? 1 : -1;
  const before = (b.previous?.costNanoUsd ?? 0n) - (a.previous?.costNanoUsd ?? 0n);
  return before === 0n ? (b.requests ?? 0) - (a.requests ?? 0) : before > 0n ? 1 : -1;
}

function amountOf(row: ReportRow, sort: SortKey): number {
  return sort === 'requests' ? (row.requests ?? 0) : (row.units[sort] ?? 0);
}

function addRows(rows: readonly ReportRow[]): ReportRow {
  const [first] = rows;
  if (first === undefined) throw new RangeError('there are no rows to add');
  const previous = rows.flatMap((row) => (row.previous === undefined ? [] : [row.previous]));
  return {
    ...first,
    ...addFigures(rows),
    previous: previous.length === 0 ? undefined : addFigures(previous),
    isCurrent: rows.some(({ isCurrent }) => isCurrent),
  };
}

function addFigures(all: readonly Figures[]): Figures {
  const sum = (value: (figures: Figures) => number | null) =>
    all.reduce<number | null>((total, figures) => {
      const part = value(figures);
      return total === null || part === null ? null : total + part;
    }, 0);
  const costNanoUsd = all.reduce((total, figures) => total + figures.costNanoUsd, 0n);
  const units: Record<string, number> = {};
  for (const figures of all) {
    for (const [unit, count] of Object.entries(figures.units)) units[unit] = (units[unit] ?? 0) + count;
  }
  return {
    costNanoUsd,
    costUsd: amountFromNano(costNanoUsd),
    estimatedNanoUsd: all.reduce<bigint | null>(
      (total, { estimatedNanoUsd: part }) => (total === null || part === null ? null : total + part),
      0n,
    ),
    requests: sum(({ requests }) => requests),
    unpriced: sum(({ unpriced }) => unpriced),
    units,
  };
}
