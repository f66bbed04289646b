import { SLOT_SECONDS } from '../../ledger/slot.ts';
import { type TimeRange, bucketStarts, previousRange, startOfDay } from '../previous-range.ts';
import type { UsageQuery } from '../query.ts';
import { usageBody } from '../usage-body.ts';
import { type UsageSource, reportUsage } from '../usage-report.ts';
import { monthReport } from './month-report.ts';
import { addUpByWeekHour } from './peak-hours.ts';
import { DEFAULT_DAYS, DEFAULT_TOP, type ReportName } from './report-names.ts';
import type { NamedReportBody } from './named-report-body.ts';
import type { NamedReportOptions } from './report-options.ts';
import { countUsers } from './unique-users.ts';

/**
 * Runs a report by its name.
 *
 * @throws UsageQueryError for options that the ledger cannot answer
 */
export async function runNamedReport(
  name: ReportName,
  source: UsageSource,
  options: NamedReportOptions,
): Promise<NamedReportBody> {
  switch (name) {
    case 'month':
      return monthReport(source, options);
    case 'daily':
      return compared(name, source, { ...queryOf(options, DEFAULT_DAYS[name]), by: 'day' }, options);
    case 'top-features':
    case 'top-users': {
      const label = name === 'top-users' ? 'user' : 'feature';
      const query = { ...queryOf(options, DEFAULT_DAYS[name]), groupBy: [label] };
      return compared(name, source, query, { ...options, top: options.top ?? DEFAULT_TOP });
    }
    case 'peak-hours':
      return peakHours(source, options);
    case 'users':
      return users(source, options);
  }
}

async function compared(
  report: 'daily' | 'top-features' | 'top-users',
  source: UsageSource,
  query: UsageQuery & TimeRange,
  { sort, top }: NamedReportOptions,
): Promise<NamedReportBody> {
  const previous = previousRange(query, query.timeZone);
  const result = await reportUsage(source, { query, sort, top, previous });
  return { report, timeZone: query.timeZone, usage: usageBody(result, query) };
}

async function peakHours(source: UsageSource, options: NamedReportOptions): Promise<NamedReportBody> {
  const { timeZone } = options;
  const query: UsageQuery = { ...queryOf(options, DEFAULT_DAYS['peak-hours']), by: 'hour' };
  const { from, to, rows, total } = await source(query);
  return {
    report: 'peak-hours',
    from: from.toISOString(),
    to: to.toISOString(),
    timeZone,
    measure: options.sort === 'requests' ? 'requests' : 'cost',
    unpriced: total.unpriced,
    hours: addUpByWeekHour(rows, timeZone),
  };
}

/** Rows of users are counted and not told; a day of each is one. */
const MAX_COUNTED_ROWS = 2_000_000;

async function users(source: UsageSource, options: NamedReportOptions): Promise<NamedReportBody> {
  const { timeZone } = options;
  const by = options.by ?? 'day';
  const query = {
    ...queryOf(options, by === 'day' ? DEFAULT_DAYS.users : DEFAULT_DAYS.usersByHour),
    by,
    groupBy: ['user'],
    maxRows: MAX_COUNTED_ROWS,
  };
  const { from, to, rows } = await source(query);
  return {
    report: 'users',
    from: from.toISOString(),
    to: to.toISOString(),
    timeZone,
    by,
    ...countUsers(rows, bucketStarts(query, by, timeZone)),
  };
}

function queryOf(
  { from, to, timeZone, where, now }: NamedReportOptions,
  days: number,
): UsageQuery & TimeRange {
  const end = to ?? Math.ceil(now.getTime() / 1000 / SLOT_SECONDS) * SLOT_SECONDS;
  return {
    from: from ?? startOfDay(end - 1, days - 1, timeZone),
    to: end,
    groupBy: [],
    by: undefined,
    timeZone,
    ...(where && { where }),
  };
}
