import {
  INSTRUMENT,
  LABEL,
  type Pricing,
  UNPRICED_REASON,
  type UsageUnit,
} from '@outlay/instrumentation/names';
import { type Labels } from './labels.ts';
import { MICRO_PER_UNIT } from './metric-kind.ts';
import { type SeriesIdentity } from './series.ts';
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
  /** Undefined when the call could not be priced; it is then booked as unpriced. */
  readonly cost: { readonly nanoUsd: bigint; readonly pricing: Pricing } | undefined;
  readonly unpricedReason: string | undefined;
  readonly units: ReadonlyMap<UsageUnit, number>;
}

/** Labels of the instruments beside cost, which has all of a call's. */
const REQUEST_LABELS = ['provider', 'operation', 'model', 'feature'];
const UNPRICED_LABELS = ['provider', 'operation', 'model'];
const USAGE_LABELS = ['provider', 'operation', 'model', 'feature', 'tenant'];
const USER_LABELS = ['provider', 'tenant'];

/** Books one call to the series that telemetry of the same call would have reached. */
export function bookImportedCall(
  call: ImportedCall,
  book: (series: SeriesIdentity, slot: number, amount: bigint) => void,
): void {
  const { at, job, labels, userId, cost, unpricedReason, units } = call;
  const slot = slotOf(BigInt(at.getTime()) * 1_000_000n);
  const add = (metric: string, own: Labels, amount: bigint) =>
    book({ metric, job, labels: sorted(own) }, slot, amount);

  add(INSTRUMENT.requestDuration, pick(labels, REQUEST_LABELS), 1n);
  if (cost === undefined) {
    const reason = unpricedReason ?? UNPRICED_REASON.unknownModel;
    add(INSTRUMENT.unpriced, { ...pick(labels, UNPRICED_LABELS), [LABEL.reason]: reason }, 1n);
  } else {
    add(INSTRUMENT.costUsd, { ...labels, [LABEL.pricing]: cost.pricing }, cost.nanoUsd);
    if (userId !== undefined) {
      add(INSTRUMENT.userCostUsd, { ...pick(labels, USER_LABELS), user_id: userId }, cost.nanoUsd);
    }
  }
  for (const [unit, count] of units) {
    const micros = BigInt(Math.round(count * MICRO_PER_UNIT));
    add(INSTRUMENT.usage, { ...pick(labels, USAGE_LABELS), [LABEL.unit]: unit }, micros);
  }
}

function pick(labels: Labels, names: readonly string[]): Labels {
  return Object.fromEntries(Object.entries(labels).filter(([name]) => names.includes(name)));
}

function sorted(labels: Labels): Labels {
  return Object.fromEntries(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)));
}
