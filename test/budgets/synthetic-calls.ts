import { createHash } from 'node:crypto';
import type { ImportedCall } from '../../collector/src/ledger/imported-call.ts';
import type { RecordedCall } from '../../collector/src/ledger/recorded-call.ts';
import type { Random } from './random.ts';

/** A call of a service that never was. */
export interface SyntheticCall {
  readonly id: number;
  readonly timeMs: number;
  readonly labels: Readonly<Record<string, string>>;
  readonly costNanoUsd: bigint;
  readonly units: Readonly<Record<string, number>>;
}

const PROVIDERS = ['openai', 'anthropic', 'resend'] as const;
const TENANTS = ['acme', 'globex', 'initech', 'umbrella', undefined] as const;
const FEATURES = ['chat', 'search', undefined] as const;

export function syntheticCall(random: Random, id: number, timeMs: number): SyntheticCall {
  const provider = random.pick(PROVIDERS);
  const [tenant, feature] = [random.pick(TENANTS), random.pick(FEATURES)];
  return {
    id,
    timeMs,
    labels: { provider, ...(feature !== undefined && { feature }), ...(tenant !== undefined && { tenant }) },
    costNanoUsd: BigInt(random.whole(1, 2_000_000_000)),
    units:
      provider === 'resend'
        ? { emails: random.whole(1, 40) }
        : { input_tokens: random.whole(1, 90_000), output_tokens: random.whole(1, 9_000) },
  };
}

const keyOf = ({ id }: SyntheticCall) => createHash('sha256').update(`call ${id}`).digest();

/** The call as live telemetry. */
export function recordedCall(call: SyntheticCall): RecordedCall {
  const at = BigInt(call.timeMs) * 1_000_000n;
  const { provider, feature } = call.labels;
  const increase = (metric: string, labels: Record<string, string | undefined>, amount: bigint) => ({
    ...{ metric, job: 'shop', amount, fromUnixNano: at, toUnixNano: at },
    labels: sorted(labels),
  });
  return {
    key: keyOf(call),
    increases: [
      increase('outlay.request.duration', { provider, feature }, 1n),
      increase('outlay.cost.usd', { ...call.labels, pricing: 'exact' }, call.costNanoUsd),
      ...Object.entries(call.units).map(([unit, count]) =>
        increase('outlay.usage', { ...call.labels, unit }, BigInt(count) * 1_000_000n),
      ),
    ],
  };
}

/** The call as a row of an imported file. */
export function importedCall(call: SyntheticCall): ImportedCall {
  return {
    rowKey: keyOf(call),
    at: new Date(call.timeMs),
    job: 'shop',
    labels: call.labels,
    userId: undefined,
    cost: { nanoUsd: call.costNanoUsd, pricing: 'exact' },
    unpricedReason: undefined,
    units: new Map(Object.entries(call.units)) as ImportedCall['units'],
  };
}

function sorted(labels: Record<string, string | undefined>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(labels)
      .flatMap(([name, value]): [string, string][] => (value === undefined ? [] : [[name, value]]))
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}
