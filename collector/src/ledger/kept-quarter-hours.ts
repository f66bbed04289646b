import { DAY_SECONDS } from './slot.ts';

/**
 * Whether a day keeps its quarter hours when those around it are purged: the first and the last day of each UTC month do.
 * In these days the months of all time zones begin, so that a month, a quarter or a year of any of them stays exact for
 * as long as days are kept, for a fifteenth of the rows.
 *
 * @param day start of the UTC day, seconds since the epoch
 */
export function keepsQuarterHours(day: number): boolean {
  return isFirstOfMonth(day) || isFirstOfMonth(day + DAY_SECONDS);
}

function isFirstOfMonth(day: number): boolean {
  return new Date(day * 1000).getUTCDate() === 1;
}
