/** What the ledger keeps in memory, and what may wait for the disk. */
export interface BookingLimits {
  /** Series; what is beyond goes to overflow series. */
  readonly maxSeries: number;
  /** Streams in memory; those last heard of longest ago are left on disk. */
  readonly maxStreams: number;
  /** How long a stream may be silent and stay in memory, in milliseconds. */
  readonly streamIdleMs: number;
  /** How often the journal is moved into the tables, in milliseconds. */
  readonly foldIntervalMs: number;
  /** Size of the journal at which it is moved before its time. */
  readonly maxJournalBytes: number;
  readonly maxPendingRequests: number;
  readonly maxPendingBytes: number;
}

export const DEFAULT_BOOKING_LIMITS: BookingLimits = {
  maxSeries: 100_000,
  maxStreams: 500_000,
  streamIdleMs: 7 * 86_400_000,
  // Each fold writes a row for every stream that moved. Exporters send once a minute: five points share that row.
  foldIntervalMs: 300_000,
  // Some two million points; a start after a crash reads them in a second or two.
  maxJournalBytes: 64 << 20,
  maxPendingRequests: 1_000,
  maxPendingBytes: 64 << 20,
};
