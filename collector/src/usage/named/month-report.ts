import { SLOT_SECONDS } from '../../ledger/slot.ts';
import { previousMonth, sameDaysOfPreviousMonth } from '../previous-range.ts';
import type { UsageQuery } from '../query.ts';
import { bucketAt } from '../time-unit.ts';
import { figuresBody, usageBody } from '../usage-body.ts';
import { type UsageSource, reportUsage } from '../usage-report.ts';
import type { NamedReportOptions } from './report-options.ts';

/**
 * The month to date by provider, against the same days of the month before and against all of that month. With `to`, the
 * month that ends there or is under way then.
 */
export async function monthReport(source: UsageSource, options: NamedReportOptions) {
  const { timeZone, where, sort, top, now } = options;
  const to = options.to ?? Math.ceil(now.getTime() / 1000 / SLOT_SECONDS) * SLOT_SECONDS;
  const from = options.from ?? bucketAt((to - 1) * 1000, 'month', timeZone).start / 1000;
  const query: UsageQuery = {
    from,
    to,
    groupBy: ['provider'],
    by: undefined,
    timeZone,
    ...(where && { where }),
  };
  const toDate = await reportUsage(source, {
    query,
    sort,
    top,
    previous: sameDaysOfPreviousMonth({ from, to }, timeZone),
  });
  const whole = previousMonth(from, timeZone);
  const before = await source({ ...query, ...whole, groupBy: [] });
  return {
    report: 'month' as const,
    timeZone,
    usage: usageBody(toDate, query),
    previousMonth: {
      from: before.from.toISOString(),
      to: before.to.toISOString(),
      ...figuresBody(before.total),
    },
  };
}
