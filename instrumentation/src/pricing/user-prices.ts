import type { Allowance } from './allowances.ts';
import type { ModelPrice } from '@pydantic/genai-prices';
import type { UnitPrice } from './unit-prices.ts';

/** The price of a model in a price list of the user's own. */
export interface UserModelPrice {
  readonly provider: string;
  /** A name, or a pattern in which `*` stands for anything; case does not count. */
  readonly model: string;
  /** First day (UTC) on which the price counts; absent: always. */
  readonly from?: string | undefined;
  /** Counts only in this service tier; absent: in the standard tier, and in others with the factor of the tier. */
  readonly serviceTier?: string | undefined;
  readonly prices: ModelPrice;
  readonly source: string;
}

/** What the user says of prices; it counts before everything of ours. */
export interface UserPrices {
  readonly units: readonly UnitPrice[];
  readonly allowances: readonly Allowance[];
  readonly models: readonly UserModelPrice[];
  /** Processes that share the account's allowances. */
  readonly processes: number;
}

export const NO_USER_PRICES: UserPrices = { units: [], allowances: [], models: [], processes: 1 };

/** Of the rows for a model in force: the one of its very name before patterns, of its tier before the rest, then the newest. */
export function findUserModel(
  rows: readonly UserModelPrice[],
  names: readonly string[],
  serviceTier: string | undefined,
  at: Date,
): UserModelPrice | undefined {
  let best: { row: UserModelPrice; rank: number; fromMs: number } | undefined;
  for (const row of rows) {
    const fromMs = row.from === undefined ? -Infinity : Date.parse(row.from);
    if (fromMs > at.getTime()) continue;
    if (row.serviceTier !== undefined && row.serviceTier !== serviceTier) continue;
    const match = Math.max(...names.map((name) => matchOf(row.model, name)));
    if (match === 0) continue;
    const rank = match + (row.serviceTier === undefined ? 0 : 4);
    if (best === undefined || rank > best.rank || (rank === best.rank && fromMs >= best.fromMs)) {
      best = { row, rank, fromMs };
    }
  }
  return best?.row;
}

/** 2 for the very name, 1 for a pattern that fits, 0 for none. */
function matchOf(pattern: string, name: string): number {
  if (pattern.toLowerCase() === name.toLowerCase()) return 2;
  if (!pattern.includes('*')) return 0;
  return fits(pattern.toLowerCase().split('*'), name.toLowerCase()) ? 1 : 0;
}

/** True when `name` has the parts in this order, the first at its beginning and the last at its end. Linear in time. */
function fits(parts: readonly string[], name: string): boolean {
  const first = parts[0] ?? '';
  const last = parts.at(-1) ?? '';
  if (!name.startsWith(first) || !name.endsWith(last) || name.length < first.length + last.length)
    return false;
  let position = first.length;
  for (const part of parts.slice(1, -1)) {
    const found = name.indexOf(part, position);
    if (found === -1) return false;
    position = found + part.length;
  }
  return position <= name.length - last.length;
}
