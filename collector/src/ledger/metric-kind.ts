import { ATTRIBUTE, INSTRUMENT, METRIC } from '@outlay/instrumentation/names';
import type { Attributes } from '../otlp/metrics.ts';
import { TOKEN_COUNTERS } from './token-counters.ts';

/**
 * What the ledger does with each instrument it knows. Everything else that arrives is counted and left out:
 * the collector holds spend, it is no general metrics store.
 */
export type MetricKind =
  | {
      readonly kind: 'counter';
      /** Ledger units in one unit of the instrument. Integers, so that sums never drift. */
      readonly scale: number;
      /** Whether increases are booked to time slots, for budgets and reports. */
      readonly booked: boolean;
      /** Whether further increases may follow from one of this: see derivation.ts. */
      readonly derives?: boolean;
      /** Attributes that become labels; absent: all. Other SDKs may put anything into theirs. */
      readonly attributes?: ReadonlySet<string>;
      /** Name in Prometheus; absent for what feeds the ledger only. */
      readonly exposedAs?: string;
      readonly help: string;
    }
  | {
      readonly kind: 'histogram';
      /** Whether the increase of the count is booked to time slots: one observation is one request. */
      readonly booked: boolean;
      /** Whether further increases may follow from one of this: see derivation.ts. */
      readonly derives?: boolean;
      /** Attributes that become labels; absent: all. Other SDKs may put anything into theirs. */
      readonly attributes?: ReadonlySet<string>;
      readonly exposedAs: string;
      readonly help: string;
    }
  | { readonly kind: 'gauge'; readonly exposedAs: string; readonly help: string };

const NANO_PER_USD = 1_000_000_000;
/** GB-seconds and the like have fractions; a millionth is finer than any provider bills. */
export const MICRO_PER_UNIT = 1_000_000;

/**
 * Labels that the booked instruments carry beside the job. Reports need them to tell "none" from
 * "not kept by that label"; imports book with them.
 */
export const KEPT_LABELS = {
  [INSTRUMENT.costUsd]: [
    'provider',
    'operation',
    'model',
    'pricing',
    'feature',
    'tenant',
    'triggered_by',
    'environment',
  ],
  [INSTRUMENT.userCostUsd]: ['user_id', 'tenant', 'provider'],
  [INSTRUMENT.usage]: ['provider', 'operation', 'model', 'unit', 'feature', 'tenant', 'environment'],
  [INSTRUMENT.requestDuration]: ['provider', 'operation', 'model', 'feature', 'environment'],
  [INSTRUMENT.unpriced]: ['provider', 'operation', 'model', 'reason'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

/** Attributes that the GenAI conventions give their metrics, older ones too. */
const GEN_AI_ATTRIBUTES: ReadonlySet<string> = new Set([
  ATTRIBUTE.genAiOperationName,
  ATTRIBUTE.genAiProviderName,
  'gen_ai.system',
  ATTRIBUTE.genAiRequestModel,
  ATTRIBUTE.genAiResponseModel,
  ATTRIBUTE.genAiTokenType,
  'gen_ai.token.modality',
  ATTRIBUTE.serverAddress,
  ATTRIBUTE.serverPort,
  ATTRIBUTE.errorType,
  ATTRIBUTE.overflow,
  'llm.response.model',
  'llm.usage.token_type',
]);

export const METRIC_KINDS: ReadonlyMap<string, MetricKind> = new Map<string, MetricKind>([
  [
    INSTRUMENT.costUsd,
    {
      kind: 'counter',
      scale: NANO_PER_USD,
      booked: true,
      exposedAs: METRIC.costUsd,
      help: 'Cost of metered API calls in USD.',
    },
  ],
  [
    INSTRUMENT.userCostUsd,
    {
      kind: 'counter',
      scale: NANO_PER_USD,
      booked: true,
      help: 'Cost by user in USD; in the ledger only, because users are too many for series.',
    },
  ],
  [
    INSTRUMENT.usage,
    {
      kind: 'counter',
      scale: MICRO_PER_UNIT,
      booked: true,
      exposedAs: METRIC.usage,
      help: 'Billed usage of metered API calls, by unit.',
    },
  ],
  [
    INSTRUMENT.unpriced,
    {
      kind: 'counter',
      scale: 1,
      booked: true,
      exposedAs: METRIC.unpriced,
      help: 'Requests whose cost could not be told.',
    },
  ],
  [
    INSTRUMENT.retries,
    {
      kind: 'counter',
      scale: 1,
      booked: false,
      exposedAs: METRIC.retries,
      help: 'Requests that repeated a failed one; each is counted as a request too.',
    },
  ],
  [
    INSTRUMENT.slowQueries,
    {
      kind: 'counter',
      scale: 1,
      booked: false,
      exposedAs: METRIC.slowQueries,
      help: 'Database requests that took longer than a second, by table.',
    },
  ],
  [
    INSTRUMENT.instrumentationDropped,
    {
      kind: 'counter',
      scale: 1,
      booked: false,
      exposedAs: METRIC.instrumentationDropped,
      help: 'What the instrumentation had to leave out, by reason.',
    },
  ],
  [
    INSTRUMENT.requestDuration,
    {
      kind: 'histogram',
      booked: true,
      exposedAs: METRIC.requestDuration,
      help: 'Duration of metered API requests in seconds, to the last byte of the response.',
    },
  ],
  [
    INSTRUMENT.genAiTokenUsage,
    {
      kind: 'histogram',
      booked: false,
      derives: true,
      attributes: GEN_AI_ATTRIBUTES,
      exposedAs: METRIC.genAiTokenUsage,
      help: 'Tokens used per call (GenAI semantic conventions).',
    },
  ],
  [
    INSTRUMENT.genAiOperationDuration,
    {
      kind: 'histogram',
      booked: false,
      derives: true,
      attributes: GEN_AI_ATTRIBUTES,
      exposedAs: METRIC.genAiOperationDuration,
      help: 'Duration of GenAI operations in seconds (GenAI semantic conventions).',
    },
  ],
  [
    INSTRUMENT.genAiTimeToFirstChunk,
    {
      kind: 'histogram',
      booked: false,
      attributes: GEN_AI_ATTRIBUTES,
      exposedAs: METRIC.genAiTimeToFirstChunk,
      help: 'Seconds from the request to the first chunk of a streamed response (GenAI semantic conventions).',
    },
  ],
  [
    INSTRUMENT.rateLimitRemaining,
    {
      kind: 'gauge',
      exposedAs: METRIC.rateLimitRemaining,
      help: "Share of the provider's rate limit that is left.",
    },
  ],
  ...TOKEN_COUNTERS.map((name): [string, MetricKind] => [
    name,
    {
      kind: 'counter',
      scale: 1,
      booked: false,
      derives: true,
      attributes: GEN_AI_ATTRIBUTES,
      help: 'Tokens that another SDK counted; in the ledger only, to be priced.',
    },
  ]),
]);

/** Those attributes of a point that become labels of its series. */
export function keptAttributes(metric: string, attributes: Attributes): Attributes {
  const kind = METRIC_KINDS.get(metric);
  const names = kind === undefined || kind.kind === 'gauge' ? undefined : kind.attributes;
  if (names === undefined) return attributes;
  return Object.fromEntries(Object.entries(attributes).filter(([name]) => names.has(name)));
}
