import type { Attributes } from '../otlp/metrics.ts';
import type { HistogramValue } from './histogram.ts';
import type { Increase } from './increase.ts';
import type { NoteChanges } from './notes.ts';
import type { SeriesIdentity } from './series.ts';

/** An increase of a stream whose kind says that more may follow from it (`derives` in metric-kind.ts). */
export interface ObservedIncrease {
  readonly series: SeriesIdentity;
  readonly resource: Attributes;
  readonly scopeName: string;
  /** Ledger units of a counter, counts of a histogram. */
  readonly increase: bigint | HistogramValue;
  readonly fromUnixNano: bigint;
  readonly toUnixNano: bigint;
}

/** What a derivation is told of one export. */
export interface ObservedExport {
  /** Every resource and scope that reported, whether its points were new or not. */
  readonly scopes: readonly { readonly job: string; readonly scopeName: string }[];
  readonly increases: readonly ObservedIncrease[];
}

export interface DerivedBooking {
  readonly increases: readonly Increase[];
  readonly notes: NoteChanges;
}

/** Works out what else an export means. Its answer is booked in the transaction of the export, or not at all. */
export type Derivation = (observed: ObservedExport, now: Date) => DerivedBooking;

export const NOTHING_DERIVED: DerivedBooking = { increases: [], notes: new Map() };
