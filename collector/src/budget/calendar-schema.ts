import { z } from 'zod';
import { type Calendar, PERIOD_KINDS } from './period.ts';

const WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;
const MONTHS = [
  'january',
  'february',
  'march',
  'april',
  'may',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
] as const;

export const calendarDate = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/, { error: 'must be a date such as 2026-01-31', abort: true })
  .refine((text) => {
    const instant = new Date(`${text}T00:00:00Z`);
    // The 30th of February reads as the 2nd of March.
    return !Number.isNaN(instant.getTime()) && instant.toISOString().startsWith(text);
  }, 'is no day of the calendar');

/** Zones that were found to exist: asking takes a hundred times as long as looking here. */
const knownTimeZones = new Set<string>();

const timeZone = z.string().refine((name) => {
  if (knownTimeZones.has(name)) return true;
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    knownTimeZones.add(name);
    return true;
  } catch {
    return false;
  }
}, 'must be an IANA time zone such as Europe/London or UTC');

const fixedDates = z
  .strictObject({ from: calendarDate, to: calendarDate })
  .refine(({ from, to }) => from < to, {
    error: 'ends before it begins: "to" is the day after the last one, and later than "from"',
    when: ({ issues }) => issues.length === 0,
  });

/** What a budget's entry says about time. */
export const CALENDAR_SHAPE = {
  period: z
    .union([z.enum(PERIOD_KINDS), fixedDates], {
      error: `must be one of ${PERIOD_KINDS.join(', ')}, or dates such as { from: 2026-03-01, to: 2026-06-01 }`,
    })
    .default('month'),
  weekStart: z.enum(WEEKDAYS).optional(),
  monthStart: z
    .number()
    .refine((day) => Number.isInteger(day) && day >= 1 && day <= 31, 'must be a day of the month, 1 to 31')
    .optional(),
  yearStart: z.enum(MONTHS).optional(),
  timeZone: timeZone.default('UTC'),
};

export type CalendarEntry = z.output<z.ZodObject<typeof CALENDAR_SHAPE>>;

/** Keys that say where periods begin, each with the periods that have such a beginning. */
const STARTS: readonly [key: 'weekStart' | 'monthStart' | 'yearStart', periods: readonly string[]][] = [
  ['weekStart', ['week']],
  ['monthStart', ['month', 'quarter', 'year']],
  ['yearStart', ['quarter', 'year']],
];

/** Keys of an entry that mean nothing with its period, each with what is wrong. */
export function calendarMistakes(entry: CalendarEntry): { readonly key: string; readonly message: string }[] {
  const { period } = entry;
  return STARTS.flatMap(([key, periods]) =>
    entry[key] === undefined || (typeof period === 'string' && periods.includes(period))
      ? []
      : [
          {
            key,
            message: `goes with period: ${periods.join(' or ')} only, not with ${typeof period === 'string' ? period : 'dates'}; leave it out`,
          },
        ],
  );
}

export function calendarOf({
  period,
  weekStart,
  monthStart,
  yearStart,
  timeZone: zone,
}: CalendarEntry): Calendar {
  if (typeof period !== 'string') return { kind: 'fixed', timeZone: zone, ...period };
  if (period === 'day') return { kind: 'day', timeZone: zone };
  if (period === 'week') {
    return { kind: 'week', timeZone: zone, weekStart: WEEKDAYS.indexOf(weekStart ?? 'monday') + 1 };
  }
  return {
    kind: period,
    timeZone: zone,
    monthStart: monthStart ?? 1,
    yearStart: MONTHS.indexOf(yearStart ?? 'january') + 1,
  };
}

/** `february, may, august, november` for quarters of a year that begins in February. */
export function namesOfMonths(months: readonly number[]): string {
  return months.map((month) => MONTHS[month - 1] ?? String(month)).join(', ');
}
