import type { UsageUnit } from '../names.ts';

export type AllowancePeriod = 'day' | 'month';

/** What a provider gives away in each period before it bills. Periods are those of UTC. */
export interface Allowance {
  readonly provider: string;
  readonly unit: UsageUnit | (string & {});
  /** Of the whole account. 0 takes the allowance away. */
  readonly quantity: number;
  readonly per: AllowancePeriod;
  /** First day (UTC) on which it counts; absent: always. */
  readonly from?: string | undefined;
  /** Counts only for this variant of the unit. */
  readonly variant?: string | undefined;
  readonly source: string;
}

/** How much of a unit the provider says the account has used in the period, this call included. */
export interface PeriodUse {
  readonly unit: string;
  readonly per: AllowancePeriod;
  readonly used: number;
}

/** The user's allowances replace all of ours for the same provider and unit. */
export function mergeAllowances(
  ours: readonly Allowance[],
  users: readonly Allowance[],
): readonly Allowance[] {
  const replaced = new Set(users.map(keyOf));
  return [...ours.filter((row) => !replaced.has(keyOf(row))), ...users];
}

function keyOf({ provider, unit }: Allowance): string {
  return `${provider}\n${unit}`;
}

/** Beginning of the period that holds `atMs`, and of the next one, in Unix milliseconds. */
export function periodAround(per: AllowancePeriod, atMs: number): { startMs: number; endMs: number } {
  const at = new Date(atMs);
  const [year, month, day] = [at.getUTCFullYear(), at.getUTCMonth(), at.getUTCDate()];
  if (per === 'day') return { startMs: Date.UTC(year, month, day), endMs: Date.UTC(year, month, day + 1) };
  return { startMs: Date.UTC(year, month, 1), endMs: Date.UTC(year, month + 1, 1) };
}
