import type { ModelInfo } from '@pydantic/genai-prices';

/** A time in which a price does not change: from `fromMs` on, until before `untilMs`; both in Unix milliseconds. */
export interface EffectiveWindow {
  readonly fromMs: number;
  readonly untilMs: number;
}

export const ALWAYS: EffectiveWindow = { fromMs: -Infinity, untilMs: Infinity };

const DAY_MS = 86_400_000;

export function isWithin(window: EffectiveWindow, atMs: number): boolean {
  return atMs >= window.fromMs && atMs < window.untilMs;
}

/** The time between the changes around `atMs`. */
export function windowBetween(changesMs: Iterable<number>, atMs: number): EffectiveWindow {
  let { fromMs, untilMs } = ALWAYS;
  for (const change of changesMs) {
    if (change <= atMs) fromMs = Math.max(fromMs, change);
    else untilMs = Math.min(untilMs, change);
  }
  return { fromMs, untilMs };
}

/** When rows begin to count. */
export function changesOf(rows: readonly { readonly from?: string | undefined }[]): number[] {
  return rows.flatMap(({ from }) => (from === undefined ? [] : [Date.parse(from)]));
}

/** When the price of a model in the price library may change around `atMs`: at dates, and at times of the day (UTC). */
export function changesOfModel({ prices }: ModelInfo, atMs: number): number[] {
  if (!Array.isArray(prices)) return [];
  const midnight = Math.floor(atMs / DAY_MS) * DAY_MS;
  const changes: number[] = [];
  for (const { constraint } of prices) {
    if (constraint?.type === 'start_date') changes.push(Date.parse(constraint.start_date));
    if (constraint?.type !== 'time_of_date') continue;
    for (const time of [constraint.start_time, constraint.end_time]) {
      // With or without an offset, the moment recurs every day.
      const today = Date.parse(`${new Date(midnight).toISOString().slice(0, 10)}T${time}`);
      for (const day of [-2, -1, 0, 1, 2]) changes.push(today + day * DAY_MS);
    }
  }
  return changes;
}

/** The time that lies in both. */
export function intersect(a: EffectiveWindow, b: EffectiveWindow): EffectiveWindow {
  return { fromMs: Math.max(a.fromMs, b.fromMs), untilMs: Math.min(a.untilMs, b.untilMs) };
}
