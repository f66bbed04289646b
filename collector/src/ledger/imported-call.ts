import { ATTRIBUTE, INSTRUMENT, type Pricing, type UsageUnit } from '@outlay/instrumentation/names';
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

/** Books one call to the series that telemetry of the same call would have reached. */
export function bookImportedCall(
  call: ImportedCall,
  book: (series: SeriesIdentity, slot: number, amount: bigint) => void,
): void {
  const slot = slotOf(BigInt(call.at.getTime()) * 1_000_000n);
  const add = (metric: string, labels: Labels, amount: bigint) =>
    book({ metric, job: call.job, labels: sorted(labels) }, slot, amount);
  const { triggered_by: _, ...withoutTrigger } = call.labels;
  const { feature: _feature, tenant: _tenant, ...ofRequest } = withoutTrigger;

  const { feature } = call.labels;
  add(INSTRUMENT.requestDuration, feature === undefined ? ofRequest : { ...ofRequest, feature }, 1n);
  if (call.cost) {
    add(INSTRUMENT.costUsd, { ...call.labels, [ATTRIBUTE.pricing]: call.cost.pricing }, call.cost.nanoUsd);
    if (call.userId !== undefined) {
      const { tenant, provider } = call.labels;
      add(
        INSTRUMENT.userCostUsd,
        {
          user_id: call.userId,
          ...(tenant === undefined ? {} : { tenant }),
          ...(provider === undefined ? {} : { provider }),
        },
        call.cost.nanoUsd,
      );
    }
  } else {
    add(
      INSTRUMENT.unpriced,
      { ...ofRequest, [ATTRIBUTE.reason]: call.unpricedReason ?? 'unknown_model' },
      1n,
    );
  }
  for (const [unit, count] of call.units) {
    add(
      INSTRUMENT.usage,
      { ...withoutTrigger, [ATTRIBUTE.unit]: unit },
      BigInt(Math.round(count * MICRO_PER_UNIT)),
    );
  }
}

function sorted(labels: Labels): Labels {
  return Object.fromEntries(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)));
}
