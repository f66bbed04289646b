import { DayCalendar } from './day-calendar.ts';

/** What one budget got by calendar day, in its currency or unit. */
export interface DailySpend {
  /** Days before today, oldest first. */
  readonly past: Float64Array;
  today: number;
  /** Of services whose clocks are ahead around midnight. */
  tomorrow: number;
  /** Changes with `past`. */
  version: number;
}

/** Daily spend of the budgets of one time zone: read from the ledger once, and moved by each booking from then on. */
export class ZoneHistory {
  readonly timeZone: string;
  readonly #pastDays: number;
  readonly #byBudget = new Map<string, DailySpend>();
  #calendar: DayCalendar;
  /** Days whose spend is in; what is booked to others is read with them. */
  readonly #readDays = new Set<number>();
  #isRead = false;

  constructor(timeZone: string, now: Date, pastDays: number) {
    this.timeZone = timeZone;
    this.#pastDays = pastDays;
    this.#calendar = new DayCalendar(timeZone, now, pastDays);
  }

  /** The calendar as of the last call of `advance`. */
  get calendar(): DayCalendar {
    return this.#calendar;
  }

  /** What a budget got; undefined for one without spend. */
  of(budget: string): DailySpend | undefined {
    return this.#byBudget.get(budget);
  }

  /**
   * Reads all days, tomorrow too; after each day, others may have their turn.
   *
   * @param read sums by budget of the time from `startMs` to before `endMs`
   * @param fromMs time of the first spend there is
   */
  *read(
    read: (startMs: number, endMs: number) => ReadonlyMap<string, number>,
    fromMs: number,
  ): Generator<void> {
    const calendar = this.#calendar;
    for (let day = calendar.pastDays + 1; day >= 0; day -= 1) {
      // What is booked from here on to this day comes on top.
      this.#readDays.add(day);
      const endMs = calendar.startMs(day + 1);
      if (endMs <= fromMs) continue;
      for (const [budget, amount] of read(calendar.startMs(day), endMs)) this.#add(budget, day, amount);
      yield;
    }
    this.#isRead = true;
  }

  /** Adds what was booked. */
  book(budget: string, timeMs: number, amount: number): void {
    const day = this.#calendar.dayOf(timeMs);
    if (this.#isRead || this.#readDays.has(day)) this.#add(budget, day, amount);
  }

  /** Goes on to the day that it is now. A clock that is set back changes nothing. */
  advance(now: Date): void {
    if (now.getTime() < this.#calendar.startMs(this.#pastDays + 1) || !this.#isRead) return;
    const days = this.#calendar.dayOf(now.getTime()) - this.#pastDays;
    this.#calendar = new DayCalendar(this.timeZone, now, this.#pastDays);
    for (const spend of this.#byBudget.values()) moveOn(spend, days);
  }

  #add(budget: string, day: number, amount: number): void {
    if (day < 0 || day > this.#pastDays + 1) return;
    let spend = this.#byBudget.get(budget);
    if (spend === undefined) {
      spend = { past: new Float64Array(this.#pastDays), today: 0, tomorrow: 0, version: 0 };
      this.#byBudget.set(budget, spend);
    }
    if (day === this.#pastDays) spend.today += amount;
    else if (day > this.#pastDays) spend.tomorrow += amount;
    else {
      spend.past[day] = (spend.past[day] ?? 0) + amount;
      spend.version += 1;
    }
  }
}

function moveOn(spend: DailySpend, days: number): void {
  const { past, today, tomorrow } = spend;
  past.copyWithin(0, days);
  past.fill(0, Math.max(0, past.length - days));
  if (days <= past.length) past[past.length - days] = today;
  if (days > 1 && days - 1 <= past.length) past[past.length - days + 1] = tomorrow;
  spend.today = days === 1 ? tomorrow : 0;
  spend.tomorrow = 0;
  spend.version += 1;
}
