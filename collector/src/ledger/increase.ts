import type { HistogramValue } from './histogram.ts';
import type { SeriesIdentity } from './series.ts';

/** An amount for one series that no stream of its own carries: a part of one call, or what follows from other telemetry. */
export interface Increase extends SeriesIdentity {
  /** Ledger units (metric-kind.ts); of a histogram, the number of requests. */
  readonly amount: bigint;
  /** What a histogram's series observed; absent where it was not measured: then the requests are booked alone. */
  readonly observed?: HistogramValue | undefined;
  /** The amount is booked to the quarter hours between these instants, in proportion. */
  readonly fromUnixNano: bigint;
  readonly toUnixNano: bigint;
}
