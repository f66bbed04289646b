import { Option } from 'commander';
import { type BookingLimits, DEFAULT_BOOKING_LIMITS } from '../ledger/booking/limits.ts';
import { parseCount, parseSeconds } from './option-parsers.ts';

/** Flags of `outlay collector` about what the ledger keeps in memory, and what may wait for the disk. */
export interface LedgerFlags {
  maxSeries: number;
  maxStreams: number;
  streamIdle: number;
  foldInterval: number;
  maxPendingRequests: number;
  maxPendingBytes: number;
}

/** The options behind `LedgerFlags`. */
export function ledgerOptions(): Option[] {
  const { streamIdleMs, foldIntervalMs, ...defaults } = DEFAULT_BOOKING_LIMITS;
  return [
    count(
      '--max-series <count>',
      'series kept; what is beyond goes to overflow series',
      'MAX_SERIES',
      defaults.maxSeries,
    ),
    count(
      '--max-streams <count>',
      'streams kept in memory; the others are on disk',
      'MAX_STREAMS',
      defaults.maxStreams,
    ),
    duration('--stream-idle <duration>', 'how long a silent stream stays in memory', 'STREAM_IDLE').default(
      streamIdleMs / 1000,
      '7d',
    ),
    duration(
      '--fold-interval <duration>',
      'how often the journal is moved into the tables',
      'FOLD_INTERVAL',
    ).default(foldIntervalMs / 1000, '5m'),
    count(
      '--max-pending-requests <count>',
      'exports that may wait for the disk; more are told to come again',
      'MAX_PENDING_REQUESTS',
      defaults.maxPendingRequests,
    ),
    count(
      '--max-pending-bytes <bytes>',
      'what the exports that wait for the disk may take together',
      'MAX_PENDING_BYTES',
      defaults.maxPendingBytes,
    ),
  ];
}

export function bookingLimitsOf(flags: LedgerFlags): BookingLimits {
  const { maxSeries, maxStreams, maxPendingRequests, maxPendingBytes } = flags;
  return {
    ...{ maxSeries, maxStreams, maxPendingRequests, maxPendingBytes },
    streamIdleMs: flags.streamIdle * 1000,
    foldIntervalMs: flags.foldInterval * 1000,
    maxJournalBytes: DEFAULT_BOOKING_LIMITS.maxJournalBytes,
  };
}

function count(flags: string, description: string, variable: string, value: number): Option {
  return new Option(flags, description).env(`OUTLAY_${variable}`).argParser(parseCount).default(value);
}

function duration(flags: string, description: string, variable: string): Option {
  return new Option(flags, description).env(`OUTLAY_${variable}`).argParser(parseSeconds);
}
