import { z } from 'zod';
import type { NamedReportOptions } from '../usage/named/report-options.ts';
import { parseRange, rangeParameters, strictParameters } from './usage-parameters.ts';

/** Query parameters of `/api/v1/reports/{name}`, as text. */
export const reportParameters = strictParameters({
  ...rangeParameters,
  by: z.enum(['hour', 'day']).optional().describe('of the report `users`: how time is cut'),
  format: z.enum(['json', 'csv']).default('json'),
});

/**
 * @throws UsageQueryError for an instant or time zone that cannot be read
 */
export function parseNamedReportParameters(
  parameters: z.output<typeof reportParameters>,
  now: Date,
): NamedReportOptions {
  const { timeZone, where, sort, top, by } = parameters;
  return { ...parseRange(parameters), timeZone, where, sort, top, by, now };
}
