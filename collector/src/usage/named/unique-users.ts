import type { UsageRow } from '../query.ts';

export interface UsersInTime {
  readonly start: string;
  readonly users: number;
}

/**
 * How many different users spent something in each hour or day, and in all of them together: who comes back counts once.
 *
 * @param rows spend by user and time
 * @param starts every bucket of the range, in ms since the epoch, so that those without users are seen
 */
export function countUsers(
  rows: readonly UsageRow[],
  starts: readonly number[],
): { readonly total: number; readonly rows: UsersInTime[] } {
  const everyone = new Set<string>();
  const inBucket = new Map<number, Set<string>>(starts.map((start) => [start, new Set()]));
  for (const { start, labels } of rows) {
    const user = labels['user'];
    if (user === undefined || start === undefined) continue;
    everyone.add(user);
    inBucket.get(start.getTime())?.add(user);
  }
  return {
    total: everyone.size,
    rows: [...inBucket].map(([start, users]) => ({
      start: new Date(start).toISOString(),
      users: users.size,
    })),
  };
}
