import type { BudgetEntry, OverrideEntry } from './budget-entry.ts';
import { calendarOf } from './calendar-schema.ts';
import { type Measure, money, unitMeasure } from './measure.ts';
import type { Calendar } from './period.ts';
import { readPeriodName } from './period-limits.ts';
import { type ThresholdEntry, thresholdsOf } from './threshold-schema.ts';
import type { ProfileName, Thresholds } from './thresholds.ts';

/** What a budget, or an override of a template, decides for the budgets that it gives. */
export interface BudgetTerms {
  /** Amount for each period, in the currency or unit. */
  readonly limit: number;
  /** Amounts for single periods, by name of the period (see `periodName`). */
  readonly limits: Readonly<Record<string, number>>;
  readonly thresholds: Thresholds;
  readonly profile: ProfileName | undefined;
  readonly owner: string | undefined;
  readonly notes: string | undefined;
  readonly labels: Readonly<Record<string, string>>;
}

/** An entry of `budgets.yaml`, with everything that it leaves out filled in. */
export interface BudgetDefinition extends BudgetTerms {
  /** Name, or template of names such as `tenant-{tenant}`. */
  readonly name: string;
  readonly match: BudgetEntry['match'];
  readonly measure: Measure;
  readonly calendar: Calendar;
  /** Terms of single values of a template's label, by value or glob, in the order of the file. */
  readonly overrides: readonly { readonly value: string; readonly terms: BudgetTerms }[];
}

/** Fills in what an entry leaves out. The entry is in order: `budgetMistakes` has found nothing. */
export function defineBudget(entry: BudgetEntry): BudgetDefinition {
  const calendar = calendarOf(entry);
  const terms: BudgetTerms = {
    limit: entry.limit,
    limits: namedLimits(entry.limits, calendar),
    ...levels(entry),
    owner: entry.owner,
    notes: entry.notes,
    labels: entry.labels,
  };
  return {
    name: entry.name,
    match: entry.match,
    measure:
      entry.unit === undefined
        ? money(entry.currency ?? 'USD', entry.match['user'] !== undefined)
        : unitMeasure(entry.unit),
    calendar,
    ...terms,
    overrides: Object.entries(entry.overrides).map(([value, changes]) => ({
      value,
      terms: overrideTerms(terms, changes, calendar),
    })),
  };
}

/** An override's own limit holds in every period but those that it names itself. */
function overrideTerms(terms: BudgetTerms, changes: OverrideEntry, calendar: Calendar): BudgetTerms {
  const own = namedLimits(changes.limits, calendar);
  const changesLevels = changes.profile !== undefined || changes.thresholds !== undefined;
  return {
    limit: changes.limit ?? terms.limit,
    limits: changes.limit === undefined ? { ...terms.limits, ...own } : own,
    ...(changesLevels ? levels(changes) : { thresholds: terms.thresholds, profile: terms.profile }),
    owner: changes.owner ?? terms.owner,
    notes: changes.notes ?? terms.notes,
    labels: { ...terms.labels, ...changes.labels },
  };
}

function levels(entry: ThresholdEntry): Pick<BudgetTerms, 'thresholds' | 'profile'> {
  return { thresholds: thresholdsOf(entry), profile: entry.profile };
}

function namedLimits(byKey: Readonly<Record<string, number>>, calendar: Calendar): Record<string, number> {
  return Object.fromEntries(
    Object.entries(byKey).flatMap(([key, limit]) => {
      const reading = readPeriodName(key, calendar);
      return 'name' in reading ? [[reading.name, limit]] : [];
    }),
  );
}
