import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { type VisitAmount, visitDayPack } from '../day-pack.ts';
import { keepsQuarterHours } from '../kept-quarter-hours.ts';
import type { SlotRange } from '../period-sums.ts';
import { DAY_SECONDS, dayOf } from '../slot.ts';

/** The fact in `meta` from when on the ledger has quarter hours; before it, only days (and the quarter hours of some). */
export const QUARTER_HOURS_FROM = 'quarter_hours_from';

const HALF_DAY = DAY_SECONDS / 2;
/** The halves of an amount, so that no big integer is made for a row. */
const HALVES = 'series_id, amount & 0xffffffff, amount >> 32';

/**
 * Reads amounts of spend from the tables by the shortest way: whole UTC days from the spend by day, packed where they are
 * over, and quarter hours at the edges alone.
 */
export class SpendTables {
  readonly #slots: StatementSync;
  readonly #days: StatementSync;
  readonly #packs: StatementSync;
  readonly #quarterHoursFrom: StatementSync;

  constructor(database: DatabaseSync) {
    const arrays = (sql: string) => {
      const statement = database.prepare(sql);
      statement.setReturnArrays(true);
      return statement;
    };
    this.#slots = arrays(`SELECT ${HALVES} FROM spend WHERE slot >= ? AND slot < ?`);
    this.#days = arrays(`SELECT ${HALVES} FROM spend_day WHERE day >= ? AND day < ?`);
    this.#packs = arrays(
      'SELECT day, cells FROM day_pack WHERE day >= ? AND day < ? AND cells IS NOT NULL ORDER BY day',
    );
    this.#quarterHoursFrom = database.prepare('SELECT value FROM meta WHERE name = ?');
  }

  /** From when on all quarter hours are there, in seconds since the epoch; 0 when none was purged. */
  quarterHoursFrom(): number {
    return Number(this.#quarterHoursFrom.get(QUARTER_HOURS_FROM)?.['value'] ?? 0);
  }

  /**
   * Visits amounts that add up to what each series got in the range. A day whose quarter hours are purged belongs to the
   * range as a whole or not at all: that which has its noon (UTC) has the day.
   */
  visit({ from, to }: SlotRange, visit: VisitAmount): void {
    if (from >= to) return;
    const firstDay = dayOf(from + DAY_SECONDS - 1);
    const endDay = dayOf(to);
    const quarterHoursFrom = this.quarterHoursFrom();
    if (firstDay > endDay) {
      this.#visitPart({ from, to }, quarterHoursFrom, visit);
      return;
    }
    this.#visitPart({ from, to: firstDay }, quarterHoursFrom, visit);
    this.#visitDays({ from: firstDay, to: endDay }, visit);
    this.#visitPart({ from: endDay, to }, quarterHoursFrom, visit);
  }

  /** A part of one day. */
  #visitPart({ from, to }: SlotRange, quarterHoursFrom: number, visit: VisitAmount): void {
    if (from >= to) return;
    const day = dayOf(from);
    if (!isDayOnly(day, quarterHoursFrom)) visitRows(this.#slots, from, to, visit);
    else if (from <= day + HALF_DAY && day + HALF_DAY < to) {
      this.#visitDays({ from: day, to: day + DAY_SECONDS }, visit);
    }
  }

  #visitDays({ from, to }: SlotRange, visit: VisitAmount): void {
    let next = from;
    for (const row of this.#packs.iterate(from, to)) {
      const [day, cells] = Object.values(row);
      if (typeof day !== 'number' || !(cells instanceof Uint8Array)) continue;
      if (day > next) visitRows(this.#days, next, day, visit);
      visitDayPack(cells, visit);
      next = day + DAY_SECONDS;
    }
    if (next < to) visitRows(this.#days, next, to, visit);
  }
}

/** Whether of a day only the sum is left. */
export function isDayOnly(day: number, quarterHoursFrom: number): boolean {
  return day < quarterHoursFrom && !keepsQuarterHours(day);
}

/** Where a slot counts: of a day whose quarter hours are purged, at its noon, as the day itself does. */
export function countedSlot(slot: number, quarterHoursFrom: number): number {
  const day = dayOf(slot);
  return isDayOnly(day, quarterHoursFrom) ? day + HALF_DAY : slot;
}

function visitRows(statement: StatementSync, from: number, to: number, visit: VisitAmount): void {
  for (const row of statement.iterate(from, to)) {
    const [seriesId, low, high] = row as unknown as readonly [number, number, number];
    visit(seriesId, low, high);
  }
}
