import { shareOfLimit } from './budget.ts';
import type { BudgetRow } from './row.ts';

export type SortBy = 'data' | 'name' | 'spentShare' | 'projectedShare' | 'spent';

const byName = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' });

/** Missing numbers sort last, whatever is sorted by. */
function sortKey(row: BudgetRow, sortBy: 'spentShare' | 'projectedShare' | 'spent'): number {
  const { budget } = row;
  if (sortBy === 'spent') return budget.spent ?? -Infinity;
  if (sortBy === 'spentShare') return row.spentShare ?? -Infinity;
  return shareOfLimit(budget.projection?.middle ?? budget.spent, budget.limit) ?? -Infinity;
}

/** A sorted copy: names in ascending order, numbers in descending order, ties by name. */
export function sortRows(rows: readonly BudgetRow[], sortBy: SortBy): BudgetRow[] {
  if (sortBy === 'data') return [...rows];
  const compareNames = (a: BudgetRow, b: BudgetRow) => byName.compare(a.budget.name, b.budget.name);
  if (sortBy === 'name') return rows.toSorted(compareNames);
  return rows.toSorted((a, b) => {
    const [keyA, keyB] = [sortKey(a, sortBy), sortKey(b, sortBy)];
    return keyA === keyB ? compareNames(a, b) : keyB > keyA ? 1 : -1;
  });
}
