import { z } from 'zod';
import { amountFromNano } from '../budget/exchange.ts';
import type { UsageQuery } from './query.ts';
import { TIME_UNITS } from './time-unit.ts';
import type { ComparedReport, Figures, ReportRow } from './usage-report.ts';

const instant = z.iso.datetime().describe('ISO 8601, UTC');

const figures = {
  costUsd: z.number().describe('cost in USD, rounded to what a JSON number holds'),
  costNanoUsd: z
    .string()
    .regex(/^-?\d+$/)
    .describe('cost in billionths of a USD, exact'),
  estimatedUsd: z
    .number()
    .nullable()
    .describe('part of the cost that is estimated or of broken-off streams; null where that is not kept'),
  requests: z.number().nullable().describe('null where requests are not kept by these labels'),
  unpriced: z
    .number()
    .nullable()
    .describe('requests whose cost could not be told: it is in no cost here; null as for requests'),
  units: z
    .record(z.string(), z.number())
    .describe('usage by unit; empty where it is not kept by these labels'),
};

export const figuresSchema = z.object(figures);

const trend = {
  costPerRequestUsd: z.number().nullable().describe('null without requests'),
  previousPeriod: figuresSchema.optional().describe('the same in the period compared with'),
  costTrend: z
    .enum(['new', 'gone', 'up', 'down', 'same'])
    .optional()
    .describe('against the period compared with'),
  costChangeRatio: z
    .number()
    .nullable()
    .optional()
    .describe('0.25: a quarter more than before; null where nothing was spent before'),
};

/** Names with a capital letter cannot clash with labels of the services' own, which have none. */
const row = z
  .looseObject({
    start: instant.optional().describe('start of the hour, day, week, ...'),
    ...figures,
    ...trend,
    shareOfCost: z
      .number()
      .nullable()
      .describe('share of the total cost, 0 to 1; null when nothing was spent'),
    otherGroups: z
      .int()
      .optional()
      .describe('set on the row that adds up the groups beyond the top: how many they are'),
  })
  .describe('figures of one group, and its labels beside them; a label that the spend lacks is absent');

/** What `/api/v1/usage` answers. */
export const usageBodySchema = z.object({
  from: instant,
  to: instant.describe('not in the range any more'),
  groupBy: z.array(z.string()),
  by: z.enum(TIME_UNITS).optional(),
  timeZone: z.string().optional(),
  where: z.record(z.string(), z.array(z.string())).optional(),
  previousPeriod: z.object({ from: instant, to: instant }).optional().describe('what is compared with'),
  rows: z.array(row),
  total: z.object({ ...figures, ...trend }),
});

export type UsageBody = z.output<typeof usageBodySchema>;
export type UsageBodyRow = UsageBody['rows'][number];
export type FiguresBody = z.output<typeof figuresSchema>;

/** A report as JSON: dates in ISO 8601, nano-USD as text because JSON numbers are too small for them. */
export function usageBody(report: ComparedReport, query: UsageQuery): UsageBody {
  const { from, to, rows, total, previous } = report;
  return {
    from: from.toISOString(),
    to: to.toISOString(),
    groupBy: [...query.groupBy],
    ...(query.by === undefined ? {} : { by: query.by, timeZone: query.timeZone }),
    ...(query.where === undefined ? {} : { where: copyOf(query.where) }),
    ...(previous && {
      previousPeriod: { from: previous.from.toISOString(), to: previous.to.toISOString() },
    }),
    rows: rows.map((each) => rowBody(each, total, previous !== undefined)),
    total: { ...figuresBody(total), ...trendBody(total, previous?.total, previous !== undefined, true) },
  };
}

function copyOf(where: NonNullable<UsageQuery['where']>): Record<string, string[]> {
  return Object.fromEntries(Object.entries(where).map(([label, globs]) => [label, [...globs]]));
}

function rowBody(each: ReportRow, total: Figures, isCompared: boolean): UsageBodyRow {
  return {
    ...(each.start && { start: each.start.toISOString() }),
    ...each.labels,
    ...figuresBody(each),
    shareOfCost: total.costUsd > 0 ? each.costUsd / total.costUsd : null,
    ...trendBody(each, each.previous, isCompared, each.isCurrent),
    ...(each.otherGroups !== undefined && { otherGroups: each.otherGroups }),
  };
}

/** Figures with the exact amounts as JSON can hold them. */
export function figuresBody({ costNanoUsd, estimatedNanoUsd, ...rest }: Figures): FiguresBody {
  return {
    costUsd: rest.costUsd,
    costNanoUsd: String(costNanoUsd),
    estimatedUsd: estimatedNanoUsd === null ? null : amountFromNano(estimatedNanoUsd),
    requests: rest.requests,
    unpriced: rest.unpriced,
    units: { ...rest.units },
  };
}

function trendBody(
  now: Figures,
  previous: Figures | undefined,
  isCompared: boolean,
  isCurrent: boolean,
): Pick<UsageBodyRow, 'costPerRequestUsd' | 'previousPeriod' | 'costTrend' | 'costChangeRatio'> {
  const costPerRequestUsd = now.requests ? now.costUsd / now.requests : null;
  if (!isCompared) return { costPerRequestUsd };
  if (previous === undefined) return { costPerRequestUsd, costTrend: 'new', costChangeRatio: null };
  return {
    costPerRequestUsd,
    previousPeriod: figuresBody(previous),
    costTrend: isCurrent ? trendOf(now.costNanoUsd - previous.costNanoUsd) : 'gone',
    costChangeRatio: previous.costNanoUsd === 0n ? null : now.costUsd / previous.costUsd - 1,
  };
}

function trendOf(difference: bigint): 'up' | 'down' | 'same' {
  if (difference === 0n) return 'same';
  return difference > 0n ? 'up' : 'down';
}

/** The value of a label in a row; undefined where the spend lacks it. */
export function labelValue(of: UsageBodyRow, label: string): string | undefined {
  const value = of[label];
  return typeof value === 'string' ? value : undefined;
}
