import { bookingSpan } from '../stream.ts';
import { type SlotAmount, slotOf, spreadOverSlots } from '../slot.ts';

/** The span that an increase is booked over. */
export interface Span {
  readonly fromUnixNano: bigint;
  readonly toUnixNano: bigint;
  /** The slot, where the span lies in one; -1 where it is spread. */
  readonly slot: number;
}

/** Nanoseconds from their 32-bit halves. */
export function unixNano(high: number, low: number): bigint {
  return (BigInt(high) << 32n) | BigInt(low);
}

/**
 * Tells spans from the times of points. All points of an export share their times, so the last answer is nearly always the
 * next one too, and no bigint is made.
 */
export class SpanFinder {
  #nowUnixNano = 0n;
  #fromHigh = -1;
  #fromLow = -1;
  #toHigh = -1;
  #toLow = -1;
  #span: Span = { fromUnixNano: 0n, toUnixNano: 0n, slot: 0 };

  /** @param nowUnixNano the collector's clock: no increase is booked later than this */
  begin(nowUnixNano: bigint): void {
    if (nowUnixNano === this.#nowUnixNano) return;
    this.#nowUnixNano = nowUnixNano;
    this.#fromHigh = -1;
  }

  between(fromHigh: number, fromLow: number, toHigh: number, toLow: number): Span {
    if (
      toLow === this.#toLow &&
      fromLow === this.#fromLow &&
      toHigh === this.#toHigh &&
      fromHigh === this.#fromHigh
    ) {
      return this.#span;
    }
    this.#fromHigh = fromHigh;
    this.#fromLow = fromLow;
    this.#toHigh = toHigh;
    this.#toLow = toLow;
    const span = bookingSpan(unixNano(fromHigh, fromLow), unixNano(toHigh, toLow), this.#nowUnixNano);
    const slot = slotOf(span.toUnixNano);
    const isOneSlot = span.fromUnixNano >= span.toUnixNano || slotOf(span.fromUnixNano) === slot;
    this.#span = { ...span, slot: isOneSlot ? slot : -1 };
    return this.#span;
  }
}

/** The parts of an amount by slot. */
export function amountsBySlot(span: Span, amount: bigint): readonly SlotAmount[] {
  if (span.slot !== -1) return [{ slot: span.slot, amount }];
  return spreadOverSlots(amount, span.fromUnixNano, span.toUnixNano);
}
