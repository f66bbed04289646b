import { z } from 'zod';

/** Labels that a budget can match: those of the cost series, and the user. */
export const MATCHABLE_LABELS = [
  'provider',
  'operation',
  'model',
  'pricing',
  'feature',
  'tenant',
  'triggered_by',
  'environment',
  'job',
  'user',
] as const;
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

/** Spend by user is kept with these labels only, so a budget on users can match no others. */
export const LABELS_BESIDE_USER: readonly string[] = ['user', 'tenant', 'provider'];

export const PERIOD_KINDS = ['day', 'week', 'month', 'quarter', 'year'] as const;
export type PeriodKind = (typeof PERIOD_KINDS)[number];

const DEFAULT_THRESHOLDS = { warning: 0.75, critical: 0.9 };

const currency = z
  .string()
  .regex(/^[A-Z]{3}$/, 'must be an ISO 4217 code of three capital letters, such as USD, GBP or EUR');

const calendarDate = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/, { error: 'must be a date such as 2026-01-31', abort: true })
  .refine((text) => {
    const instant = new Date(`${text}T00:00:00Z`);
    // The 30th of February reads as the 2nd of March.
    return !Number.isNaN(instant.getTime()) && instant.toISOString().startsWith(text);
  }, 'is no day of the calendar');

const timeZone = z.string().refine((name) => {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}, 'must be an IANA time zone such as Europe/London or UTC');

/** Rates are kept in billionths; below this, too few digits are left. */
const MIN_RATE = 0.000_001;

const rates = z
  .array(
    z.strictObject({
      from: calendarDate,
      perUsd: z
        .number()
        .min(MIN_RATE, `must be at least ${MIN_RATE}: units of the currency for one US dollar`),
    }),
  )
  .min(1)
  .refine(
    (list) => new Set(list.map(({ from }) => from)).size === list.length,
    'two rates begin on the same day; leave one of them out',
  );

const pattern = z.union([z.string().min(1), z.number(), z.boolean()]).transform(String);
function matchSchema(labels: readonly string[]) {
  return z
    .partialRecord(
      z.enum([...MATCHABLE_LABELS, ...labels]),
      z.union([pattern.transform((one) => [one]), z.array(pattern).min(1)], {
        error: 'must be a value, a glob such as "gpt-*", or a list of these',
      }),
    )
    .refine(
      (match) =>
        match['user'] === undefined ||
        Object.keys(match).every((label) => LABELS_BESIDE_USER.includes(label)),
      'a budget that matches user can match only tenant and provider beside it: spend by user is kept by those',
    );
}

const ratio = z
  .number()
  .positive('must be above 0; 0.75 means 75 % of the limit')
  .max(10, 'is a share of the limit: 0.75 means 75 %');
const thresholds = z
  .strictObject({ warning: ratio.optional(), critical: ratio.optional() })
  .refine(
    ({ warning, critical }) => warning === undefined || critical === undefined || warning < critical,
    'warning must be below critical',
  );

function budgetSchema(ownLabels: readonly string[]) {
  return z
    .strictObject({
      name: z.string().min(1).max(128),
      match: matchSchema(ownLabels).default({}),
      limit: z.number().nonnegative('must be 0 or more'),
      currency: currency.default('USD'),
      period: z.enum(PERIOD_KINDS).default('month'),
      timeZone: timeZone.default('UTC'),
      thresholds: thresholds.default(DEFAULT_THRESHOLDS),
    })
    .superRefine(({ name, match: labels }, context) => {
      for (const [, label] of name.matchAll(/\{([^}]*)\}/g)) {
        if (label === undefined || !Object.hasOwn(labels, label)) {
          context.addIssue({
            code: 'custom',
            path: ['name'],
            message: `the template {${label}} needs a match on ${label}, such as ${label}: "*"`,
          });
        }
      }
    });
}

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
        if (code !== 'USD' && !Object.hasOwn(exchangeRates, code)) {
          context.addIssue({
            code: 'custom',
            path: ['budgets', index, 'currency'],
            message: `a budget in ${code} needs a rate: add exchangeRates: { ${code}: [{ from: 2026-01-01, perUsd: ... }] }`,
          });
        }
      }
    });
}

export type BudgetsConfiguration = z.output<ReturnType<typeof budgetsSchema>>;
export type BudgetDefinition = BudgetsConfiguration['budgets'][number];
export type ExchangeRates = BudgetsConfiguration['exchangeRates'];
export type Severity = keyof BudgetDefinition['thresholds'];
