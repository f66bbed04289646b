/** How long the ledger keeps what. */
export interface Retention {
  /**
   * Of the quarter hours, of streams that are not heard of any more, and of the keys of calls that come one by one: a call that
   * is older is refused, so that none is booked again whose key is forgotten.
   */
  readonly quarterHourMonths: number;
  /** Of the sums by day; undefined: for ever. */
  readonly dayMonths: number | undefined;
}

/**
 * A year and a month of quarter hours: a year's budget and the same month of the year before, by the calendar of any time
 * zone. Days take a fiftieth of the room, so they stay.
 */
export const DEFAULT_RETENTION: Retention = { quarterHourMonths: 13, dayMonths: undefined };

/** Below a month, a month's budget would lose its beginning. */
export const FEWEST_QUARTER_HOUR_MONTHS = 2;

const LATEST_DAY_OF_ANY_MONTH = 28;

/**
 * Start of the UTC day so many months before, in seconds since the epoch. Of the last days of a month, the 28th of that
 * month: a day or three more are kept.
 */
export function monthsBefore(now: Date, months: number): number {
  const day = Math.min(now.getUTCDate(), LATEST_DAY_OF_ANY_MONTH);
  return Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - months, day) / 1000;
}
