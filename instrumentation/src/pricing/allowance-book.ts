import { type Allowance, mergeAllowances, type PeriodUse, periodAround } from './allowances.ts';

/** Periods of one allowance that are remembered: a clock that jumps there and back finds what was used. */
const PERIODS_KEPT = 4;

export interface AllowanceUse {
  readonly provider: string;
  readonly unit: string;
  readonly variant: string | undefined;
  readonly count: number;
  readonly at: Date;
  /** What the provider said of the account's own count with this call. */
  readonly stated: readonly PeriodUse[];
}

interface Period {
  readonly startMs: number;
  /** The part of the period that was left when the process started. */
  readonly share: number;
  /** What this process used, or what the provider said that the account has used. */
  used: number;
  /** True once the provider told: then the whole allowance counts, not the share of this process. */
  stated: boolean;
}

/**
 * What a process may use of the free allowances of an account. It grants itself the part of the period that was left when
 * it started, divided by the number of processes; where the provider states the account's own count, that counts.
 */
export class AllowanceBook {
  readonly #ours: readonly Allowance[];
  readonly #startedAtMs: number;
  #rows: ReadonlyMap<string, readonly Allowance[]>;
  #processes = 1;
  readonly #periods = new Map<string, Period[]>();

  constructor(allowances: readonly Allowance[], startedAt: Date) {
    this.#ours = allowances;
    this.#startedAtMs = startedAt.getTime();
    this.#rows = index(allowances);
  }

  /** Takes over what the user says; what was used stays used. */
  useRows(users: readonly Allowance[], processes: number): void {
    this.#rows = index(mergeAllowances(this.#ours, users));
    this.#processes = processes;
  }

  /** How many of the units used are free, and counts them as used. */
  take(use: AllowanceUse): number {
    const rows = this.#rows.get(keyOf(use));
    if (rows === undefined) return 0;
    let free: number | undefined;
    for (const row of inForce(rows, use)) {
      const granted = this.#takeFrom(row, use);
      // Where a day and a month have an allowance each, free is what both leave.
      free = free === undefined ? granted : Math.min(free, granted);
    }
    return free ?? 0;
  }

  #takeFrom(row: Allowance, { count, at, stated }: AllowanceUse): number {
    const period = this.#periodOf(row, at.getTime());
    const told = stated.find(({ unit, per }) => unit === row.unit && per === row.per);
    if (told === undefined) {
      period.used += count;
    } else {
      // Responses may overtake each other.
      period.used = period.stated ? Math.max(period.used, told.used) : told.used;
      period.stated = true;
    }
    const usedBefore = (told?.used ?? period.used) - count;
    const granted = period.stated
      ? row.quantity
      : Math.floor((row.quantity * period.share) / this.#processes);
    return Math.min(count, Math.max(0, granted - usedBefore));
  }

  #periodOf(row: Allowance, atMs: number): Period {
    const { startMs, endMs } = periodAround(row.per, atMs);
    const key = `${keyOf(row)}\n${row.variant ?? ''}\n${row.per}`;
    let periods = this.#periods.get(key);
    if (periods === undefined) this.#periods.set(key, (periods = []));
    let period = periods.find((one) => one.startMs === startMs);
    if (period === undefined) {
      const leftMs = endMs - Math.max(startMs, this.#startedAtMs);
      const share = Math.max(0, leftMs / (endMs - startMs));
      period = { startMs, share, used: 0, stated: false };
      periods.push(period);
      if (periods.length > PERIODS_KEPT) periods.shift();
    }
    return period;
  }
}

/** Of each kind of period the newest row in force; one for the variant comes before one for all. */
function inForce(rows: readonly Allowance[], { variant, at }: AllowanceUse): readonly Allowance[] {
  const best = new Map<string, Allowance>();
  for (const row of rows) {
    if (row.variant !== undefined && row.variant !== variant) continue;
    if (row.from !== undefined && Date.parse(row.from) > at.getTime()) continue;
    const other = best.get(row.per);
    if (other === undefined || isBetter(row, other)) best.set(row.per, row);
  }
  return [...best.values()];
}

function isBetter(row: Allowance, other: Allowance): boolean {
  if ((row.variant === undefined) !== (other.variant === undefined)) return row.variant !== undefined;
  return (row.from ?? '') >= (other.from ?? '');
}

function index(allowances: readonly Allowance[]): ReadonlyMap<string, readonly Allowance[]> {
  const rows = new Map<string, Allowance[]>();
  for (const allowance of allowances) {
    const key = keyOf(allowance);
    const same = rows.get(key);
    if (same === undefined) rows.set(key, [allowance]);
    else same.push(allowance);
  }
  return rows;
}

function keyOf({ provider, unit }: { provider: string; unit: string }): string {
  return `${provider}\n${unit}`;
}
