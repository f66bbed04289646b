import type { DatabaseSync } from 'node:sqlite';
import type { VisitAmount } from '../day-pack.ts';
import { decodeJournal } from '../journal/decode-journal.ts';
import type { SlotRange } from '../period-sums.ts';
import { countedSlot } from './spend-tables.ts';

/**
 * Spend that is acknowledged and only in the journal yet. Read in the transaction that reads the tables: a batch is either
 * still in the journal for a series or in the series' rows, never in both.
 */
export class UnfoldedSpend {
  /** By slot, then by series id. */
  readonly #slots = new Map<number, Map<number, bigint>>();

  /**
   * @param foldedUpTo the last batch that is in a series' rows
   * @param quarterHoursFrom see SpendTables
   */
  constructor(database: DatabaseSync, foldedUpTo: (seriesId: number) => number, quarterHoursFrom: number) {
    for (const { id, entries } of database.prepare('SELECT id, entries FROM journal ORDER BY id').iterate()) {
      if (!(entries instanceof Uint8Array)) continue;
      decodeJournal(entries, {
        spend: (seriesId, slot, amount) => {
          if (Number(id) > foldedUpTo(seriesId))
            this.#add(countedSlot(slot, quarterHoursFrom), seriesId, amount);
        },
      });
    }
  }

  visit({ from, to }: SlotRange, visit: VisitAmount): void {
    for (const [slot, amounts] of this.#slots) {
      if (slot < from || slot >= to) continue;
      for (const [seriesId, amount] of amounts) visitAmount(seriesId, amount, visit);
    }
  }

  /** Slots that have unfolded spend. */
  slots(): Iterable<number> {
    return this.#slots.keys();
  }

  #add(slot: number, seriesId: number, amount: bigint): void {
    let amounts = this.#slots.get(slot);
    if (amounts === undefined) this.#slots.set(slot, (amounts = new Map()));
    amounts.set(seriesId, (amounts.get(seriesId) ?? 0n) + amount);
  }
}

export function visitAmount(seriesId: number, amount: bigint, visit: VisitAmount): void {
  visit(seriesId, Number(amount & 0xffff_ffffn), Number(amount >> 32n));
}
