/**
 * Calendars the slow way: a time's local date is what Intl prints, and the first day of a period is found by going back
 * day by day. Nothing here is shared with the collector, so that the two can be compared.
 */

/** A budget's entry, as far as it says something about time. */
export interface CalendarEntry {
  readonly period:
    'day' | 'week' | 'month' | 'quarter' | 'year' | { readonly from: string; readonly to: string };
  readonly timeZone: string;
  readonly weekStart?: string;
  readonly monthStart?: number;
  readonly yearStart?: string;
}

const WEEKDAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];
const MONTHS = [
  ...['january', 'february', 'march', 'april', 'may', 'june', 'july', 'august'],
  ...['september', 'october', 'november', 'december'],
];
const DAY_MS = 86_400_000;

const formats = new Map<string, Intl.DateTimeFormat>();
/** Printing a date is slow, and the same calls are looked at again and again. */
const printed = new Map<string, Map<number, string>>();

/** The date on the wall, such as 2028-02-29. */
export function localDate(timeMs: number, timeZone: string): string {
  const ofZone = printed.get(timeZone) ?? new Map<number, string>();
  printed.set(timeZone, ofZone);
  const date = ofZone.get(timeMs) ?? print(timeMs, timeZone);
  ofZone.set(timeMs, date);
  return date;
}

function print(timeMs: number, timeZone: string): string {
  let format = formats.get(timeZone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' });
    formats.set(timeZone, format);
  }
  const parts = new Map(format.formatToParts(timeMs).map(({ type, value }) => [type, value]));
  return `${parts.get('year')}-${parts.get('month')}-${parts.get('day')}`;
}

/** Names the period that a local date lies in by its first day; undefined for what lies outside fixed dates. */
export class NaiveCalendar {
  readonly #entry: CalendarEntry;
  readonly #firstDays = new Map<string, string>();

  constructor(entry: CalendarEntry) {
    this.#entry = entry;
  }

  firstDay(date: string): string | undefined {
    const { period } = this.#entry;
    if (typeof period !== 'string') return date >= period.from && date < period.to ? period.from : undefined;
    const known = this.#firstDays.get(date);
    if (known !== undefined) return known;
    let day = date;
    while (!this.#isFirst(day)) day = dayBefore(day);
    this.#firstDays.set(date, day);
    return day;
  }

  /** First day of the period before. */
  firstDayBefore(firstDay: string): string | undefined {
    return typeof this.#entry.period === 'string' ? this.firstDay(dayBefore(firstDay)) : undefined;
  }

  #isFirst(date: string): boolean {
    const { period, weekStart = 'monday', monthStart = 1, yearStart = 'january' } = this.#entry;
    const day = new Date(`${date}T00:00:00Z`);
    if (period === 'day') return true;
    if (period === 'week') return WEEKDAYS[day.getUTCDay()] === weekStart;
    const daysInMonth = new Date(Date.UTC(day.getUTCFullYear(), day.getUTCMonth() + 1, 0)).getUTCDate();
    if (day.getUTCDate() !== Math.min(monthStart, daysInMonth)) return false;
    const monthsFromStart = day.getUTCMonth() + 12 - MONTHS.indexOf(yearStart);
    if (period === 'quarter') return monthsFromStart % 3 === 0;
    return period === 'month' || monthsFromStart % 12 === 0;
  }
}

function dayBefore(date: string): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) - DAY_MS).toISOString().slice(0, 10);
}
