import { z } from 'zod';
import { defineBudget } from './budget-definition.ts';
import { budgetEntrySchema, currency } from './budget-entry.ts';
import { budgetMistakes } from './budget-mistakes.ts';
import { calendarDate } from './calendar-schema.ts';
import { MATCHABLE_LABELS } from './match-schema.ts';
import { templateLabels } from './template.ts';

export type { BudgetDefinition, BudgetTerms } from './budget-definition.ts';
export { LABELS_BESIDE_USER, MATCHABLE_LABELS } from './match-schema.ts';
export { PERIOD_KINDS, type PeriodKind } from './period.ts';

/** As many own labels as the instrumentation sends. */
const MAX_OWN_LABELS = 5;

/** Reports show labels beside these. */
const REPORT_COLUMNS: readonly string[] = ['start', 'requests', 'unpriced', 'units'];

const ownLabel = z
  .string()
  .regex(/^[a-z_][a-z0-9_]*$/, 'must be a label name of small letters, digits and _, such as plan')
  .refine((name) => !REPORT_COLUMNS.includes(name), 'is a column of reports; choose another name')
  .refine(
    (name) => !(MATCHABLE_LABELS as readonly string[]).includes(name),
    'is a label that every budget can match already; leave it out',
  );

/** Rates are kept in billionths; below this, too few digits are left. */
const MIN_RATE = 0.000_001;

const RATE_SHAPE = {
  from: calendarDate,
  perUsd: z.number().min(MIN_RATE, `must be at least ${MIN_RATE}: units of the currency for one US dollar`),
};
export const RATE_KEYS: readonly string[] = Object.keys(RATE_SHAPE);

const rates = z
  .array(z.strictObject(RATE_SHAPE))
  .min(1)
  .refine(
    (list) => new Set(list.map(({ from }) => from)).size === list.length,
    'two rates begin on the same day; leave one of them out',
  );

/** Keys of the file itself, for "did you mean". */
export const FILE_KEYS: readonly string[] = ['labels', 'exchangeRates', 'budgets'];

/**
 * `budgets.yaml`. Strict: an unknown key is refused, because a mistyped `treshold` that is silently ignored is an
 * alert that never comes.
 *
 * @param ownLabels what the file's `labels` names: budgets can match these too
 */
export function budgetsSchema(ownLabels: readonly string[]) {
  return z
    .strictObject({
      /** Labels of the services' own (`labels` of their outlay.yaml) that budgets match. */
      labels: z
        .array(ownLabel)
        .max(MAX_OWN_LABELS, `must be at most ${MAX_OWN_LABELS} names: the instrumentation sends no more`)
        .default([]),
      exchangeRates: z.record(currency, rates).default({}),
      budgets: z.array(budgetSchema(ownLabels)).default([]),
    })
    .superRefine(({ budgets, exchangeRates }, context) => {
      const seen = new Map<string, number>();
      for (const [index, { name, currency: code }] of budgets.entries()) {
        const first = seen.get(name);
        if (first !== undefined) {
          context.addIssue({
            code: 'custom',
            path: ['budgets', index, 'name'],
            message: `a budget named "${name}" stands already at position ${first + 1}; names must differ`,
          });
        }
        seen.set(name, index);
        if (code !== undefined && code !== 'USD' && !Object.hasOwn(exchangeRates, code)) {
          context.addIssue({
            code: 'custom',
            path: ['budgets', index, 'currency'],
            message: `a budget in ${code} needs a rate: add exchangeRates: { ${code}: [{ from: 2026-01-01, perUsd: ... }] }`,
          });
        }
      }
    })
    .transform((file) => ({ ...file, budgets: file.budgets.map(defineBudget) }));
}

function budgetSchema(ownLabels: readonly string[]) {
  return budgetEntrySchema(ownLabels).superRefine((entry, context) => {
    for (const { path, message } of budgetMistakes(entry, ownLabels)) {
      context.addIssue({ code: 'custom', path: [...path], message });
    }
  });
}

export type BudgetsConfiguration = z.output<ReturnType<typeof budgetsSchema>>;
export type ExchangeRates = BudgetsConfiguration['exchangeRates'];

/** Whether a definition gives one budget for each value of a label instead of one in all. */
export function isTemplate({ name }: { readonly name: string }): boolean {
  return templateLabels(name).length > 0;
}
