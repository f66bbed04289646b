import type { BudgetRow } from '../budget/row.ts';
import type { Status } from '../budget/status.ts';

export const STATUS_WORDS: Readonly<Record<Status, string>> = {
  ok: 'OK',
  warning: 'Warning',
  critical: 'Critical',
  exceeded: 'Over budget',
  unlimited: 'No limit',
  unknown: 'No data',
};

export const PROJECTED_OVER_WORDS = 'projected over';

/** The status in one phrase: "Warning · projected over". */
export function statusPhrase(row: BudgetRow): string {
  const word = STATUS_WORDS[row.status];
  return row.projectedOver ? `${word} · ${PROJECTED_OVER_WORDS}` : word;
}
