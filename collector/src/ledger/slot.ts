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

/**
 * Spreads an amount over the slots between two instants, each slot getting its share of the time. The parts are whole
 * and add up to the amount: each is the difference of two rounded cumulative shares.
 */
export function spreadOverSlots(amount: bigint, fromUnixNano: bigint, toUnixNano: bigint): SlotAmount[] {
  const span = toUnixNano - fromUnixNano;
  if (span <= 0n || fromUnixNano / SLOT_NANO === toUnixNano / SLOT_NANO) {
    return [{ slot: slotOf(toUnixNano), amount }];
  }
  const parts: SlotAmount[] = [];
  let booked = 0n;
  for (let start = (fromUnixNano / SLOT_NANO) * SLOT_NANO; start < toUnixNano; start += SLOT_NANO) {
    const end = start + SLOT_NANO < toUnixNano ? start + SLOT_NANO : toUnixNano;
    const cumulative = (amount * (end - fromUnixNano)) / span;
    if (cumulative > booked) parts.push({ slot: slotOf(start), amount: cumulative - booked });
    booked = cumulative;
  }
  return parts;
}
