/** Why a point was not booked; the values of the `reason` label of the collector's dropped counter. */
export const DROP_REASONS = [
  'duplicate',
  'late',
  'decreased',
  'delta_temporality',
  'delta_overlap',
  'unspecified_temporality',
  'not_monotonic',
  'invalid_value',
  'sum_too_large',
  'bucket_mismatch',
  'unsupported_type',
  'unknown_metric',
] as const;
export type DropReason = (typeof DROP_REASONS)[number];

/** What the ledger remembers of one stream: resource, scope, metric, attributes and start time. */
export interface StreamState<V> {
  readonly lastUnixNano: bigint;
  readonly lastValue: V;
}

export interface CumulativePoint<V> {
  readonly startUnixNano: bigint;
  readonly timeUnixNano: bigint;
  readonly value: V;
}

export type StreamStep<V> =
  | {
      readonly outcome: 'advanced';
      readonly increase: V;
      /** The increase happened between these instants. */
      readonly fromUnixNano: bigint;
      readonly toUnixNano: bigint;
      readonly next: StreamState<V>;
    }
  | { readonly outcome: 'dropped'; readonly reason: DropReason };

/** How values of a stream compare and subtract; a difference that is not an increase is undefined. */
export interface Increments<V> {
  readonly zero: V;
  increase(from: V, to: V): V | undefined;
  isZero(increase: V): boolean;
}

/** A service whose clock runs ahead by more than this is booked to the collector's own time. */
export const MAX_CLOCK_LEAD_NANO = 300_000_000_000n;
/** A stream that says it began before this comes from a machine whose clock was not set. */
const FIRST_PLAUSIBLE_START_NANO = BigInt(Date.UTC(2015, 0)) * 1_000_000n;
/** The longest span that an increase is spread over: longer than any month, and not a row for each quarter hour of years. */
const MAX_SPAN_NANO = 35n * 86_400_000_000_000n;

/**
 * Takes a cumulative stream one point further. The stream is identified by its start time too, so a restarted service
 * begins at zero beside the stream it continues, and the last export of the old process still counts when it comes late.
 *
 * A cumulative value can only grow, so the value and not the timestamp tells which of two points is newer: a service
 * whose clock was set back loses nothing. The timestamps say only over which span an increase is spread.
 *
 * @param state the stream as the ledger knows it, undefined for a new one
 * @param nowUnixNano the collector's clock: no increase is booked later than this
 */
export function advanceStream<V>(
  state: StreamState<V> | undefined,
  point: CumulativePoint<V>,
  increments: Increments<V>,
  nowUnixNano: bigint,
): StreamStep<V> {
  const increase = increments.increase(state?.lastValue ?? increments.zero, point.value);
  const isNewer = state === undefined || point.timeUnixNano > state.lastUnixNano;
  if (increase === undefined) return { outcome: 'dropped', reason: isNewer ? 'decreased' : 'late' };
  if (!isNewer && increments.isZero(increase)) return { outcome: 'dropped', reason: 'duplicate' };

  return {
    outcome: 'advanced',
    increase,
    ...bookingSpan(state?.lastUnixNano ?? point.startUnixNano, point.timeUnixNano, nowUnixNano),
    next: { lastUnixNano: point.timeUnixNano, lastValue: point.value },
  };
}

/** The span that an increase is spread over, as far as the sender's timestamps can be believed. */
export function bookingSpan(
  since: bigint,
  time: bigint,
  nowUnixNano: bigint,
): { readonly fromUnixNano: bigint; readonly toUnixNano: bigint } {
  const isBelievable = time >= FIRST_PLAUSIBLE_START_NANO && time <= nowUnixNano + MAX_CLOCK_LEAD_NANO;
  const toUnixNano = isBelievable ? time : nowUnixNano;
  if (since < FIRST_PLAUSIBLE_START_NANO || since > toUnixNano)
    return { fromUnixNano: toUnixNano, toUnixNano };
  const earliest = toUnixNano - MAX_SPAN_NANO;
  return { fromUnixNano: since < earliest ? earliest : since, toUnixNano };
}
