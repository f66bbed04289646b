import { Temporal } from 'temporal-polyfill';
import type { UsageRow } from '../query.ts';
import { amountFromNano } from '../../budget/exchange.ts';

/** One hour of one day of the week. */
export interface WeekHour {
  /** 1 Monday to 7 Sunday (ISO 8601). */
  readonly weekday: number;
  /** 0 to 23 by the clock of the time zone. */
  readonly hour: number;
  readonly costUsd: number;
  readonly costNanoUsd: string;
  readonly requests: number | null;
}

const HOURS_A_DAY = 24;
const DAYS_A_WEEK = 7;

/** Adds hours up by weekday and hour of the day, all 168 of them, Monday's first hour first. */
export function addUpByWeekHour(rows: readonly UsageRow[], timeZone: string): WeekHour[] {
  const sums = Array.from({ length: DAYS_A_WEEK * HOURS_A_DAY }, () => ({
    costNanoUsd: 0n,
    requests: 0 as number | null,
  }));
  for (const { start, costNanoUsd, requests } of rows) {
    if (start === undefined) continue;
    const local = Temporal.Instant.fromEpochMilliseconds(start.getTime()).toZonedDateTimeISO(timeZone);
    const sum = sums[(local.dayOfWeek - 1) * HOURS_A_DAY + local.hour];
    if (sum === undefined) continue;
    sum.costNanoUsd += costNanoUsd;
    sum.requests = requests === null || sum.requests === null ? null : sum.requests + requests;
  }
  return sums.map(({ costNanoUsd, requests }, index) => ({
    weekday: Math.floor(index / HOURS_A_DAY) + 1,
    hour: index % HOURS_A_DAY,
    costUsd: amountFromNano(costNanoUsd),
    costNanoUsd: String(costNanoUsd),
    requests,
  }));
}
