import { z } from 'zod';
import { figuresSchema, usageBodySchema } from '../usage-body.ts';

const instant = z.iso.datetime();
const range = { from: instant, to: instant, timeZone: z.string() };

const usageReport = z.object({
  report: z.enum(['daily', 'top-features', 'top-users']),
  timeZone: z.string(),
  usage: usageBodySchema,
});

const monthReport = z.object({
  report: z.literal('month'),
  timeZone: z.string(),
  usage: usageBodySchema.describe('the month to date, compared with the same days of the month before'),
  previousMonth: figuresSchema
    .extend({ from: instant, to: instant })
    .describe('the month before, from its first day to its last'),
});

const peakHoursReport = z.object({
  report: z.literal('peak-hours'),
  ...range,
  measure: z.enum(['cost', 'requests']),
  unpriced: z.number().nullable(),
  hours: z
    .array(
      z.object({
        weekday: z.int().min(1).max(7).describe('1 Monday to 7 Sunday'),
        hour: z.int().min(0).max(23),
        costUsd: z.number(),
        costNanoUsd: z.string(),
        requests: z.number().nullable(),
      }),
    )
    .describe('every hour of the week, Monday first'),
});

const usersReport = z.object({
  report: z.literal('users'),
  ...range,
  by: z.enum(['hour', 'day']),
  total: z.int().describe('different users in the whole range'),
  rows: z.array(z.object({ start: instant, users: z.int() })),
});

/** What `/api/v1/reports/{name}` answers. */
export const namedReportBodySchema = z.discriminatedUnion('report', [
  usageReport,
  monthReport,
  peakHoursReport,
  usersReport,
]);
export type NamedReportBody = z.output<typeof namedReportBodySchema>;
