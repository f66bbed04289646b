import { MAX_SUM_NUMBER } from '../amount-limit.ts';
import type { LedgerSeries } from '../series-registry.ts';

/** Amounts below are added up for all series together: a million of them are a quarter of what one series may hold. */
const SMALL = 2 ** 40;

/** How far the batch under way had come. */
export interface RoomMark {
  readonly small: number;
  readonly large: number;
}

/**
 * Tells whether an amount still fits into a series, with what the batch under way adds to it already. Works in doubles: what
 * they round is nothing beside the factor of two that lies between the limit and the columns.
 */
export class BatchRoom {
  #small = 0;
  readonly #large: { readonly seriesId: number; readonly amount: number }[] = [];
  readonly #largeBySeries = new Map<number, number>();

  /** What may still be added to a counter, in ledger units. */
  ofCounter({ id, total }: LedgerSeries): number {
    return MAX_SUM_NUMBER - Number(total) - this.#small - (this.#largeBySeries.get(id) ?? 0);
  }

  /** What may still be counted by a histogram: doubles hold its counts, so it ends where they are exact. */
  ofHistogram({ id, histogram }: LedgerSeries): number {
    return Number.MAX_SAFE_INTEGER - (histogram?.count ?? 0) - (this.#largeBySeries.get(id) ?? 0);
  }

  take(seriesId: number, amount: number): void {
    if (amount < SMALL) {
      this.#small += amount;
      return;
    }
    this.#large.push({ seriesId, amount });
    this.#largeBySeries.set(seriesId, (this.#largeBySeries.get(seriesId) ?? 0) + amount);
  }

  mark(): RoomMark {
    return { small: this.#small, large: this.#large.length };
  }

  /** Gives back what was taken since. */
  backTo({ small, large }: RoomMark): void {
    this.#small = small;
    for (const { seriesId, amount } of this.#large.splice(large)) {
      this.#largeBySeries.set(seriesId, (this.#largeBySeries.get(seriesId) ?? 0) - amount);
    }
  }

  clear(): void {
    this.#small = 0;
    this.#large.length = 0;
    this.#largeBySeries.clear();
  }
}
