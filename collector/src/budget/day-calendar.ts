import { Temporal } from 'temporal-polyfill';

const DAY_MS = 86_400_000;

/**
 * The calendar days of a time zone around one that is today: each begins where the calendar says, whether it has 23, 24
 * or 25 hours. Days are numbered from the oldest one that is kept, which is 0.
 */
export class DayCalendar {
  readonly timeZone: string;
  /** Days before today. */
  readonly pastDays: number;
  readonly #today: Temporal.PlainDate;
  /** Milliseconds since the epoch; the last two are the starts of today and of tomorrow. */
  readonly #starts: Float64Array;

  constructor(timeZone: string, now: Date, pastDays: number) {
    this.timeZone = timeZone;
    this.pastDays = pastDays;
    this.#today = Temporal.Instant.fromEpochMilliseconds(now.getTime())
      .toZonedDateTimeISO(timeZone)
      .toPlainDate();
    this.#starts = Float64Array.from({ length: pastDays + 2 }, (_, day) => this.#startOf(day));
  }

  /** Start of a day, in milliseconds since the epoch. */
  startMs(day: number): number {
    return this.#starts[day] ?? this.#startOf(day);
  }

  /** The day that an instant lies in: 0 to `pastDays`, which is today; negative before that, more than it afterwards. */
  dayOf(timeMs: number): number {
    const { pastDays } = this;
    const todayMs = this.startMs(pastDays);
    if (timeMs >= todayMs && timeMs < this.startMs(pastDays + 1)) return pastDays;
    // Right but for an hour of daylight saving, which the steps below put right.
    let day = pastDays + Math.floor((timeMs - todayMs) / DAY_MS);
    while (this.startMs(day) > timeMs) day -= 1;
    while (this.startMs(day + 1) <= timeMs) day += 1;
    return day;
  }

  /** Elapsed share of today, 0 to 1. */
  todayElapsed(now: Date): number {
    const start = this.startMs(this.pastDays);
    const share = (now.getTime() - start) / (this.startMs(this.pastDays + 1) - start);
    return Math.min(1, Math.max(0, share));
  }

  #startOf(day: number): number {
    return this.#today.add({ days: day - this.pastDays }).toZonedDateTime(this.timeZone).epochMilliseconds;
  }
}
