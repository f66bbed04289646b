import { z } from 'zod';
import { CALENDAR_SHAPE } from './calendar-schema.ts';
import { matchSchema } from './match-schema.ts';
import { OWNERSHIP_SHAPE } from './ownership-schema.ts';
import { THRESHOLD_SHAPE } from './threshold-schema.ts';

export const currency = z
  .string()
  .regex(/^[A-Z]{3}$/, 'must be an ISO 4217 code of three capital letters, such as USD, GBP or EUR');

const amount = z.number().nonnegative('must be 0 or more');

/** Limits of single periods, by name of the period. */
const limits = z.record(z.string(), amount).default({});

const unit = z
  .string()
  .regex(/^[a-z][a-z0-9_]*$/, 'must be the name of a unit, such as emails, requests or input_tokens');

const OVERRIDE_SHAPE = { limit: amount.optional(), limits, ...THRESHOLD_SHAPE, ...OWNERSHIP_SHAPE };
const override = z.strictObject(OVERRIDE_SHAPE);

const BUDGET_SHAPE = {
  name: z.string().min(1).max(128),
  limit: amount,
  limits,
  currency: currency.optional(),
  unit: unit.optional(),
  ...CALENDAR_SHAPE,
  ...THRESHOLD_SHAPE,
  overrides: z.record(z.string(), override).default({}),
  ...OWNERSHIP_SHAPE,
};

/** Keys of an entry, for "did you mean". */
export const BUDGET_KEYS: readonly string[] = [...Object.keys(BUDGET_SHAPE), 'match'];
export const OVERRIDE_KEYS: readonly string[] = Object.keys(OVERRIDE_SHAPE);

/** One entry of `budgets` as it is written, with its keys looked at one by one. */
export function budgetEntrySchema(ownLabels: readonly string[]) {
  return z.strictObject({ ...BUDGET_SHAPE, match: matchSchema(ownLabels).default({}) });
}

export type BudgetEntry = z.output<ReturnType<typeof budgetEntrySchema>>;
export type OverrideEntry = z.output<typeof override>;
