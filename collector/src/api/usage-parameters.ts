import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import { type UsageQuery, UsageQueryError } from '../usage/query.ts';
import { SLOT_SECONDS } from '../ledger/slot.ts';
import { TIME_UNITS } from '../usage/time-unit.ts';

const names = z.string().transform((text) =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== ''),
);

/** Whether spend has the label is told by the ledger. */
const labelName = z.string().regex(/^[a-z_][a-z0-9_]*$/, 'must be label names, such as provider,tenant');

/** Query parameters of `/api/v1/usage`, as text. */
export const usageParameters = z.strictObject({
  from: z.string().optional(),
  to: z.string().optional(),
  groupBy: names.pipe(z.array(labelName)).default([]),
  by: z.enum(TIME_UNITS).optional(),
  timeZone: z.string().default('UTC'),
  format: z.enum(['json', 'csv']).default('json'),
});

/**
 * @throws UsageQueryError for an instant or time zone that cannot be read
 */
export function parseUsageParameters(parameters: z.output<typeof usageParameters>): UsageQuery {
  const { from, to, groupBy, by, timeZone } = parameters;
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
  return {
    ...range,
    groupBy,
    by,
    timeZone,
  };
}

/** A day stands for its first instant in the time zone; a time without offset is local to it. */
function parseInstant(name: string, text: string, timeZone: string): number {
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
