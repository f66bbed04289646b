import { dateTimeForTimeZone, type TimeZone } from '@grafana/data';

const DAY_MS = 86_400_000;

/** When a budget runs out, as exactly as it helps: "today at 14:20", "tomorrow", "26 Nov". */
export function formatRunsOut(runsOutMs: number, nowMs: number, timeZone: TimeZone): string {
  const moment = dateTimeForTimeZone(timeZone, runsOutMs);
  if (dateTimeForTimeZone(timeZone, nowMs).isSame(moment, 'day')) return `today at ${moment.format('HH:mm')}`;
  if (dateTimeForTimeZone(timeZone, nowMs + DAY_MS).isSame(moment, 'day')) return 'tomorrow';
  return moment.format('D MMM');
}

/** A period's bounds; with times when it doesn't begin and end at midnight of the time zone it is shown in. */
export function formatPeriod(startMs: number, endMs: number, timeZone: TimeZone): string {
  const bounds = [startMs, endMs].map((ms) => dateTimeForTimeZone(timeZone, ms));
  const atMidnight = bounds.every((bound) => bound.format('HH:mm') === '00:00');
  return bounds.map((bound) => bound.format(atMidnight ? 'D MMM YYYY' : 'D MMM YYYY HH:mm')).join(' to ');
}
