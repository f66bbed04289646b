import { z } from 'zod';
import { SEVERITIES } from '../../budget/thresholds.ts';
import { PERIOD_KINDS } from '../../budget/period.ts';

const instant = z.iso.datetime();
const ratio = z.number();

const projection = z.strictObject({
  method: z.enum(['learned', 'pace']),
  low: z.number().describe('low end of the 80 % band'),
  middle: z.number(),
  high: z.number().describe('high end of the 80 % band'),
  historyDays: z.number().describe('complete days with spend behind the figures'),
  parts: z.array(z.strictObject({ method: z.string(), weight: z.number() })),
  runRatePerDay: z.number().nullable().describe('mean of the last seven complete days'),
  daysUntilLimit: z
    .strictObject({
      low: z.number().nullable(),
      middle: z.number().nullable(),
      high: z.number().nullable(),
    })
    .describe('null: not in this period'),
});

const budget = z.strictObject({
  name: z.string(),
  owner: z.string().nullable(),
  notes: z.string().nullable(),
  labels: z.record(z.string(), z.string()),
  currency: z.string().nullable().describe('ISO 4217; null for a budget on units'),
  unit: z.string().nullable().describe('what is counted; null for a budget on money'),
  period: z.strictObject({
    kind: z.enum([...PERIOD_KINDS, 'fixed']),
    timeZone: z.string(),
    start: instant,
    end: instant,
    elapsedRatio: ratio,
    phase: z.enum(['upcoming', 'running', 'over']),
  }),
  limit: z.number(),
  spent: z.number(),
  spentNanoUsd: z.string().nullable(),
  remaining: z.number(),
  spentRatio: ratio.nullable(),
  perDayLeft: z.number().nullable().describe('what may still be spent a day'),
  projection: projection.nullable(),
  projectionReason: z.string().nullable().describe('why there is no projection'),
  thresholds: z.array(z.strictObject({ severity: z.enum(SEVERITIES), ratio })),
  profile: z.string().nullable(),
  status: z.enum(['ok', ...SEVERITIES]),
  projectedOver: z.boolean(),
});

/** What `/api/v1/budgets` answers. Strict: a field that the description lacks fails its test. */
export const budgetsBodySchema = z.strictObject({
  asOf: instant,
  budgets: z.array(
    budget.extend({ past: z.array(budget).optional().describe('the periods before, newest first') }),
  ),
});
