/** A series that a batch brings. */
export interface NewSeries {
  readonly id: number;
  readonly metric: string;
  readonly job: string;
  /** JSON object, names sorted. */
  readonly labels: string;
  /** First telemetry, ms since the epoch; undefined: all that is known of it is past. */
  readonly liveSince: number | undefined;
}

export interface NewStream {
  readonly id: number;
  readonly key: Uint8Array;
  readonly seriesId: number;
}

/** What one transaction writes. */
export interface JournalBatch {
  /** Number of the row in the journal. */
  readonly id: number;
  readonly entries: Uint8Array;
  readonly receivedAtMs: number;
  readonly newSeries: readonly NewSeries[];
  /** Series that were only imported before. */
  readonly nowLive: readonly { readonly id: number; readonly liveSince: number }[];
  readonly newStreams: readonly NewStream[];
  /** Keys of calls that are booked with it. */
  readonly seenCalls: readonly Uint8Array[];
  /** Notes by name; undefined takes a note away. */
  readonly notes: ReadonlyMap<string, string | undefined>;
}

export type CommitResult =
  | { readonly outcome: 'committed' }
  /** Another writer was there before: read the series again and work the batch out anew. Nothing is written. */
  | { readonly outcome: 'outdated' }
  /** Nothing is written. `isPassing`: an operator can mend it, and the same batch may be written later. */
  | {
      readonly outcome: 'failed';
      readonly isPassing: boolean;
      readonly reason: string;
      readonly cause: unknown;
    };
