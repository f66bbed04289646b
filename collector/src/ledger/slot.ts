/**
 * Spend is booked to quarter hours, not hours: the offsets of some IANA time zones end on :15, :30 or :45 (Kolkata,
 * Kathmandu, Adelaide, ...), and a budget's day there begins in the middle of a UTC hour. Every offset in use today
 * is a multiple of 15 minutes.
 */
export const SLOT_SECONDS = 900;

/** Days of the spend by day are UTC days. */
export const DAY_SECONDS = 86_400;

const NANO_PER_SECOND = 1_000_000_000n;
const SLOT_NANO = BigInt(SLOT_SECONDS) * NANO_PER_SECOND;

export interface SlotAmount {
  /** Start of the slot in seconds since the Unix epoch. */
  readonly slot: number;
  readonly amount: bigint;
}

/** Start of the slot that an instant lies in, in seconds since the Unix epoch. */
export function slotOf(unixNano: bigint): number {
  return Number(unixNano / SLOT_NANO) * SLOT_SECONDS;
}

/** Start of the UTC day that a slot lies in, in seconds since the Unix epoch. */
export function dayOf(slot: number): number {
  return slot - (slot % DAY_SECONDS);
}

const HOUR_NANO = 4n * SLOT_NANO;
const DAY_NANO = 24n * HOUR_NANO;

/**
 * How finely an amount is spread. An increase that nobody saw for days has no time of day: quarter hours would be thousands of
 * rows that say nothing. Up to a week, parts are whole UTC hours; beyond, quarters of UTC days.
 */
function stepOf(spanNano: bigint): bigint {
  if (spanNano > 7n * DAY_NANO) return 6n * HOUR_NANO;
  return spanNano > 2n * DAY_NANO ? HOUR_NANO : SLOT_NANO;
}

/**
 * Spreads an amount over the slots between two instants, each getting its share of the time; over long spans, over the first
 * slots of hours or of quarters of days. The parts are whole and add up to the amount: each is the difference of two rounded
 * cumulative shares.
 */
export function spreadOverSlots(amount: bigint, fromUnixNano: bigint, toUnixNano: bigint): SlotAmount[] {
  const span = toUnixNano - fromUnixNano;
  if (span <= 0n || fromUnixNano / SLOT_NANO === toUnixNano / SLOT_NANO) {
    return [{ slot: slotOf(toUnixNano), amount }];
  }
  const parts: SlotAmount[] = [];
  const step = stepOf(span);
  let booked = 0n;
  for (let start = (fromUnixNano / step) * step; start < toUnixNano; start += step) {
    const end = start + step < toUnixNano ? start + step : toUnixNano;
    const cumulative = (amount * (end - fromUnixNano)) / span;
    // The first step may begin before the span does.
    const slot = slotOf(start > fromUnixNano ? start : fromUnixNano);
    if (cumulative > booked) parts.push({ slot, amount: cumulative - booked });
    booked = cumulative;
  }
  return parts;
}
