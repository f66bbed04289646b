import type { ModelInfo } from '@pydantic/genai-prices';

/**
 * A model that the price library prices wrongly or not at all, in its own form. Of several entries that match a name, the
 * newest that is in force counts, of equally new ones the first; before the first one, the library's price does.
 */
export interface ModelOverride extends ModelInfo {
  /** First day (UTC), or the instant, from which on the entry counts; absent: always. */
  readonly from?: string;
  /** The days (UTC) on which the entry counts; absent: every day. */
  readonly onDays?: DayRule;
  /** Where the price is published; absent where a comment tells it for the whole file. */
  readonly source?: string;
}

export interface DayRule {
  /** 0 is Sunday. */
  readonly weekdays: readonly number[];
  /** Days on which the rule does not hold, holidays for instance: `2026-10-01`. */
  readonly except: readonly string[];
}

/** True when the entry counts at `at`. */
export function isInForce({ from, onDays }: ModelOverride, at: Date): boolean {
  if (from !== undefined && Date.parse(from) > at.getTime()) return false;
  if (onDays === undefined) return true;
  const day = at.toISOString().slice(0, 10);
  return onDays.weekdays.includes(at.getUTCDay()) && !onDays.except.includes(day);
}
