import { INSTRUMENT, type Pricing, type UsageUnit } from '@outlay/instrumentation/names';
import type { Labels } from './labels.ts';
import { KEPT_LABELS, MICRO_PER_UNIT } from './metric-kind.ts';
import type { SeriesIdentity } from './series.ts';
import { slotOf } from './slot.ts';

/** A past call, as an imported file tells it. */
export interface ImportedCall {
  /** SHA-256 that tells this row of the file from every other. */
  readonly rowKey: Uint8Array;
  readonly at: Date;
  readonly job: string;
  /** provider, operation, model, feature, tenant, triggered_by: those that are known. */
  readonly labels: Labels;
  readonly userId: string | undefined;
  /** Undefined when the call could not be priced. */
  readonly cost: { readonly nanoUsd: bigint; readonly pricing: Pricing } | undefined;
  /** Why the call, or a part of it, has no price; undefined when all of it has one. */
  readonly unpricedReason: string | undefined;
  readonly units: ReadonlyMap<UsageUnit, number>;
}

/**
 * Books one call to series like those of telemetry. Requests carry no status code and no error: a file does not tell
 * them. What has a cost and a reason was priced in part.
 */
export function bookImportedCall(
  call: ImportedCall,
  book: (series: SeriesIdentity, slot: number, amount: bigint) => void,
): void {
  const { at, job, labels, userId, cost, unpricedReason, units } = call;
  const slot = slotOf(BigInt(at.getTime()) * 1_000_000n);
  const add = (metric: keyof typeof KEPT_LABELS, own: Labels, amount: bigint) =>
    book({ metric, job, labels: pick(own, KEPT_LABELS[metric]) }, slot, amount);

  add(INSTRUMENT.requestDuration, labels, 1n);
  if (unpricedReason !== undefined) add(INSTRUMENT.unpriced, { ...labels, reason: unpricedReason }, 1n);
  if (cost !== undefined) {
    add(INSTRUMENT.costUsd, { ...labels, pricing: cost.pricing }, cost.nanoUsd);
    if (userId !== undefined) add(INSTRUMENT.userCostUsd, { ...labels, user_id: userId }, cost.nanoUsd);
  }
  for (const [unit, count] of units) {
    add(INSTRUMENT.usage, { ...labels, unit }, BigInt(Math.round(count * MICRO_PER_UNIT)));
  }
}

/** Those of the labels that are kept, sorted by name as telemetry's are. */
function pick(labels: Labels, names: readonly string[]): Labels {
  const kept = Object.entries(labels).filter(([name]) => names.includes(name));
  return Object.fromEntries(kept.sort(([a], [b]) => (a < b ? -1 : 1)));
}
