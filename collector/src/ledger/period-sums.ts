import type { SlotAmount } from './slot.ts';

/** A span of slots, in seconds since the epoch: `from` is in it, `to` is not. */
export interface SlotRange {
  readonly from: number;
  readonly to: number;
}

/**
 * Sums of series over the ranges that budgets ask for again and again, kept up to date with each booking, so that a
 * scrape does not read a month of rows.
 */
export class PeriodSums {
  readonly #load: (range: SlotRange) => Map<number, bigint>;
  readonly #sums = new Map<string, { range: SlotRange; bySeries: Map<number, bigint> }>();

  /** @param load reads the sums of a range from the ledger, by series id */
  constructor(load: (range: SlotRange) => Map<number, bigint>) {
    this.#load = load;
  }

  /** Amount of each series in the range, by series id. */
  sums(range: SlotRange): ReadonlyMap<number, bigint> {
    const key = `${range.from}-${range.to}`;
    const known = this.#sums.get(key);
    const entry = known ?? { range, bySeries: this.#load(range) };
    // Put at the end again: what is asked for stays, what is not goes first.
    this.#sums.delete(key);
    this.#makeRoom(entry.bySeries.size);
    this.#sums.set(key, entry);
    return entry.bySeries;
  }

  add(seriesId: number, part: SlotAmount): void {
    for (const { range, bySeries } of this.#sums.values()) {
      if (part.slot >= range.from && part.slot < range.to) {
        bySeries.set(seriesId, (bySeries.get(seriesId) ?? 0n) + part.amount);
      }
    }
  }

  /** Forgets everything; needed when another process wrote to the ledger. */
  clear(): void {
    this.#sums.clear();
  }

  /** Forgets the ranges that were not asked for the longest. */
  #makeRoom(sums: number): void {
    let kept = sums;
    for (const { bySeries } of this.#sums.values()) kept += bySeries.size;
    for (const [key, { bySeries }] of this.#sums) {
      if (this.#sums.size < MAX_RANGES && kept <= MAX_SUMS) return;
      this.#sums.delete(key);
      kept -= bySeries.size;
    }
  }
}

/** Ranges of past periods pile up; a few hundred cover every budget in use. */
const MAX_RANGES = 512;
/** Sums of all ranges together, at most some 60 MB: with many series, ranges of the past are read again rather than kept. */
const MAX_SUMS = 500_000;
