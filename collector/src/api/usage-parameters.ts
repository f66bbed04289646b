import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import { SLOT_SECONDS } from '../ledger/slot.ts';
import type { FocusOptions } from '../usage/focus/focus-rows.ts';
import { previousRange } from '../usage/previous-range.ts';
import { type UsageFilter, type UsageQuery, UsageQueryError } from '../usage/query.ts';
import { TIME_UNITS } from '../usage/time-unit.ts';
import type { ReportOptions } from '../usage/usage-report.ts';

const names = z.string().transform((text) =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== ''),
);

/** Whether spend has the label is told by the ledger. */
const labelName = z.string().regex(/^[a-z_][a-z0-9_]*$/, 'must be label names, such as provider,tenant');

const pair = z
  .string()
  .regex(/^[a-z_][a-z0-9_]*=./, 'must be of the form label=value or label=glob, such as model=gpt-*');

/** A report with more rows of its own is no top; beyond this, take all of them. */
const MAX_TOP = 1000;

/** Parameters of what is asked, the same for every report. */
export const rangeParameters = {
  from: z
    .string()
    .optional()
    .describe('first day (2026-01-31) or time; default: as far back as there is spend'),
  to: z.string().optional().describe('up to this day or time, which is left out; default: to the end'),
  timeZone: z.string().default('UTC').describe('IANA time zone of days, hours and times without an offset'),
  where: z
    .union([z.string(), z.array(z.string())])
    .transform((texts) => [texts].flat().join(','))
    .pipe(names)
    .pipe(z.array(pair))
    .transform(filterFrom)
    .optional()
    .describe(
      'only spend with these labels: provider=openai,model=gpt-*; a label named twice may have either value',
    ),
  top: z.coerce
    .number('must be a whole number, such as 10')
    .int('must be a whole number, such as 10')
    .min(1, 'must be 1 or more')
    .max(MAX_TOP, `must be ${MAX_TOP} or less`)
    .optional()
    .describe('how many groups have rows of their own; the others are added up in one'),
  sort: z
    .string()
    .min(1)
    .optional()
    .describe('cost, requests, or a unit such as input_tokens: the largest first'),
};

const usageShape = {
  ...rangeParameters,
  groupBy: names.pipe(z.array(labelName)).default([]).describe('labels, with commas: provider,model'),
  by: z.enum(TIME_UNITS).optional().describe('unit of time of the rows'),
  compare: z
    .literal('previous', 'must be "previous"')
    .optional()
    .describe('compare with the period before, of the same length; needs from'),
  format: z
    .enum(['json', 'csv', 'focus'])
    .default('json')
    .describe('focus: FOCUS 1.2 CSV of finance tools, by day; takes from, to and where alone'),
};

/** Query parameters of `/api/v1/usage`, as text. */
export const usageParameters = strictParameters(usageShape);

/** Parameters by name; one that is not known is refused with those that are. */
export function strictParameters<Shape extends z.core.$ZodShape>(shape: Shape) {
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? `Unrecognized key: ${issue.keys.map((key) => `"${key}"`).join(', ')}; the parameters are ${Object.keys(shape).join(', ')}`
        : undefined,
  });
}

function filterFrom(pairs: readonly string[]): UsageFilter | undefined {
  const where: Record<string, string[]> = Object.create(null);
  for (const text of pairs) {
    const at = text.indexOf('=');
    (where[text.slice(0, at)] ??= []).push(text.slice(at + 1));
  }
  return pairs.length === 0 ? undefined : where;
}

/**
 * @throws UsageQueryError for an instant or time zone that cannot be read
 */
export function parseUsageParameters(parameters: z.output<typeof usageParameters>): UsageQuery {
  const { groupBy, by, timeZone, where } = parameters;
  return { ...parseRange(parameters), groupBy, by, timeZone, ...(where && { where }) };
}

/**
 * What a report is made of: the query, and how its rows are sorted, cut and compared.
 *
 * @param now a range that is compared and has no end ends now
 * @throws UsageQueryError as above, and for a comparison without a start
 */
export function parseReportParameters(
  parameters: z.output<typeof usageParameters>,
  now: Date,
): ReportOptions {
  const { sort, top, compare } = parameters;
  const query = parseUsageParameters(parameters);
  if (compare === undefined) return { query, sort, top, previous: undefined };
  if (query.from === undefined) {
    throw new UsageQueryError('compare: give from too, so that it is known what the period before is');
  }
  const range = { from: query.from, to: query.to ?? ceilToSlot(now.getTime() / 1000) };
  return { query: { ...query, ...range }, sort, top, previous: previousRange(range, query.timeZone) };
}

/**
 * What the FOCUS export is made of. Its days are UTC and its columns fixed.
 *
 * @throws UsageQueryError for what it cannot heed
 */
export function parseFocusParameters(parameters: z.output<typeof usageParameters>): FocusOptions {
  const { groupBy, by, timeZone, top, sort, compare, where } = parameters;
  const given = {
    groupBy: groupBy.length > 0,
    by: by !== undefined,
    timeZone: timeZone !== 'UTC',
    top: top !== undefined,
    sort: sort !== undefined,
    compare: compare !== undefined,
  };
  const [wrong] = Object.entries(given).flatMap(([name, isGiven]) => (isGiven ? [name] : []));
  if (wrong !== undefined) {
    throw new UsageQueryError(
      `${wrong}: the format focus has fixed columns and UTC days; give from, to and where alone`,
    );
  }
  return { ...parseRange(parameters), where };
}

/**
 * Reads a range in the time zone, widened to whole quarter hours.
 *
 * @throws UsageQueryError for an instant or time zone that cannot be read, or an end before the start
 */
export function parseRange({
  from,
  to,
  timeZone,
}: {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly timeZone: string;
}): Pick<UsageQuery, 'from' | 'to'> {
  try {
    new Intl.DateTimeFormat('en', { timeZone });
  } catch (cause) {
    throw new UsageQueryError(`timeZone: "${timeZone}" is no IANA time zone such as Europe/London`, {
      cause,
    });
  }
  const range = {
    from: from === undefined ? undefined : floorToSlot(parseInstant('from', from, timeZone)),
    to: to === undefined ? undefined : ceilToSlot(parseInstant('to', to, timeZone)),
  };
  if (range.from !== undefined && range.to !== undefined && range.from > range.to) {
    throw new UsageQueryError(`from: ${from} is later than to: ${to}`);
  }
  return range;
}

/** Before the epoch there is no spend, and dates far from now are slips of the keyboard. */
const FIRST_YEAR = 1970;
const LAST_YEAR = 2200;
/** The edges of the years in every time zone. */
const FIRST_SECONDS = Date.UTC(FIRST_YEAR, 0, 1) / 1000 - 86_400;
const END_SECONDS = Date.UTC(LAST_YEAR + 1, 0, 1) / 1000 + 86_400;

function parseInstant(name: string, text: string, timeZone: string): number {
  const seconds = readInstant(name, text, timeZone);
  if (seconds >= FIRST_SECONDS && seconds <= END_SECONDS) return seconds;
  throw new UsageQueryError(`${name}: "${text}" must be in the years ${FIRST_YEAR} to ${LAST_YEAR}`);
}

/** A day stands for its first instant in the time zone; a time without offset is local to it. */
function readInstant(name: string, text: string, timeZone: string): number {
  try {
    if (/(Z|[+-]\d{2}:?\d{2})$/i.test(text) && text.includes('T')) {
      return Temporal.Instant.from(text).epochMilliseconds / 1000;
    }
    return Temporal.PlainDateTime.from(text).toZonedDateTime(timeZone).epochMilliseconds / 1000;
  } catch (cause) {
    throw new UsageQueryError(
      `${name}: "${text}" is neither a day (2026-01-31) nor a time (2026-01-31T10:00:00Z)`,
      {
        cause,
      },
    );
  }
}

const floorToSlot = (seconds: number) => Math.floor(seconds / SLOT_SECONDS) * SLOT_SECONDS;
const ceilToSlot = (seconds: number) => Math.ceil(seconds / SLOT_SECONDS) * SLOT_SECONDS;
