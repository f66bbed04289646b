import type { UsageFilter, UsageQuery, UsageReport, UsageRow } from '../query.ts';
import { bucketAt } from '../time-unit.ts';
import type { UsageSource } from '../usage-report.ts';
import type { FocusRow } from './focus-columns.ts';
import { splitUnits } from './charge-quantity.ts';
import { type Charge, focusRow } from './focus-row.ts';

/** Labels that both costs and usage carry; costs are kept by more. */
const SHARED_LABELS = ['provider', 'operation', 'model', 'feature', 'tenant', 'environment', 'job'] as const;
const COST_ONLY_LABELS = ['pricing', 'triggered_by'] as const;
/** What requests without a price are kept by. */
const UNPRICED_LABELS = ['provider', 'operation', 'model', 'job'] as const;

export interface FocusOptions {
  /** In seconds since the epoch; undefined reaches as far as the ledger does. */
  readonly from: number | undefined;
  readonly to: number | undefined;
  readonly where: UsageFilter | undefined;
}

/**
 * Charges by UTC day, one row for each set of labels, a calendar month at a time. The billed costs add up to the ledger's
 * cost of the range, to the nano.
 */
export async function* focusRows(
  source: UsageSource,
  { from, to, where }: FocusOptions,
): AsyncGenerator<FocusRow[]> {
  const everything: UsageQuery = {
    from,
    to,
    groupBy: [],
    by: undefined,
    timeZone: 'UTC',
    // Told a month at a time, and written as it is read.
    maxRows: Infinity,
    ...(where && { where }),
  };
  // All that there is: what was asked for may reach far beyond it.
  const range = await source({ ...everything, from: undefined, to: undefined, listOwnLabels: true });
  const own = range.ownLabels ?? [];
  const asked = { from: from ?? -Infinity, to: to ?? Infinity };
  const end = Math.min(asked.to, range.to.getTime() / 1000);
  for (let start = Math.max(asked.from, range.from.getTime() / 1000); start < end;) {
    const next = Math.min(end, bucketAt(start * 1000, 'month', 'UTC').end / 1000);
    const query: UsageQuery = { ...everything, from: start, to: next, by: 'day' };
    const costs = await source({ ...query, groupBy: [...SHARED_LABELS, ...COST_ONLY_LABELS, ...own] });
    const usage = await source({ ...query, groupBy: [...SHARED_LABELS, ...own] });
    const unpriced = await source({ ...query, groupBy: UNPRICED_LABELS });
    yield chargesOf(costs, usage, unpriced).map((charge) => focusRow(charge, asked));
    start = next;
  }
}

function chargesOf(costs: UsageReport, usage: UsageReport, unpriced: UsageReport): Charge[] {
  const charges: Charge[] = [];
  const costsByKey = new Map<string, UsageRow[]>();
  for (const row of costs.rows) {
    const key = sharedKey(row);
    const group = costsByKey.get(key);
    if (group) group.push(row);
    else costsByKey.set(key, [row]);
  }
  for (const row of usage.rows) {
    const group = costsByKey.get(sharedKey(row));
    if (group !== undefined) charges.push(...chargesWithUsage(group, row));
    // Used and not charged: within an allowance, or without a known price. The requests without one are a row of their own.
    else if (Object.keys(row.units).length > 0) {
      charges.push({ ...chargeOf(row), pricing: 'none', units: row.units, basis: 'measured' });
    }
  }
  for (const row of unpriced.rows) {
    if (!row.unpriced) continue;
    charges.push({ ...chargeOf(row), pricing: 'unpriced', costNanoUsd: 0n, unpricedRequests: row.unpriced });
  }
  return charges;
}

/** Usage is not kept by who triggered it nor by how it was priced: between such rows it is shared out by cost. */
function chargesWithUsage(group: readonly UsageRow[], { units }: UsageRow): Charge[] {
  const [only] = group;
  const parts =
    group.length === 1
      ? [units]
      : splitUnits(
          units,
          group.map(({ costNanoUsd }) => costNanoUsd),
        );
  return group.map((row, index) => ({
    ...chargeOf(row),
    pricing: row.labels['pricing'] ?? 'exact',
    units: parts[index] ?? {},
    basis: only !== undefined && group.length === 1 ? 'measured' : 'allocated',
  }));
}

function chargeOf({ start, labels, costNanoUsd }: UsageRow): Charge {
  const entries = Object.entries(labels).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return {
    dayMs: start?.getTime() ?? 0,
    labels: Object.fromEntries(entries.filter(([label]) => label !== 'pricing')),
    costNanoUsd,
    pricing: 'exact',
    units: {},
    basis: 'measured',
    unpricedRequests: 0,
  };
}

function sharedKey({ start, labels }: UsageRow): string {
  const shared = Object.entries(labels).filter(
    ([label]) => !(COST_ONLY_LABELS as readonly string[]).includes(label),
  );
  return JSON.stringify([start?.getTime(), shared.sort(([a], [b]) => (a < b ? -1 : 1))]);
}
