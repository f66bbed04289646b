import type { FieldCell } from '../budget/budget.ts';
import type { Role } from './roles.ts';

/** One number about one budget, whatever shape of data it came in. */
export interface Sample {
  role: Role;
  budget: string;
  currency: string | null;
  value: number;
  /** When it was measured; null when the data doesn't say. */
  timeMs: number | null;
  /** The same for samples of one series at different times, different for two instances of a collector. */
  series: string;
  cell: FieldCell;
}
