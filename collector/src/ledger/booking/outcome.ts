import type { Attributes } from '../../otlp/metrics.ts';
import type { SeriesIdentity } from '../series.ts';
import type { DropReason } from '../stream.ts';

/** What a gauge said. It is no part of the ledger: the last one is shown. */
export interface GaugeReading extends SeriesIdentity {
  readonly value: number;
  readonly timeUnixNano: bigint;
}

/** What became of an export; all of it is on disk. */
export interface BookingOutcome {
  /** Points that the export had. */
  readonly received: number;
  readonly accepted: number;
  readonly dropped: ReadonlyMap<DropReason, number>;
  readonly gauges: readonly GaugeReading[];
  /** Who reported. */
  readonly resources: readonly Attributes[];
}

/** An outcome while it is being worked out. */
export class OutcomeBuilder implements BookingOutcome {
  received = 0;
  accepted = 0;
  readonly dropped = new Map<DropReason, number>();
  readonly gauges: GaugeReading[] = [];
  readonly resources: Attributes[] = [];

  drop(reason: DropReason, points: number): void {
    if (points > 0) this.dropped.set(reason, (this.dropped.get(reason) ?? 0) + points);
  }
}
