import type { Series, SeriesIdentity } from '../ledger/series.ts';
import type { BudgetDefinition } from './configuration.ts';
import { type SeriesMatcher, compileMatch, labelOf } from './match.ts';

/** A budget with a name of its own and the series that count towards it. */
export interface ResolvedBudget {
  readonly name: string;
  readonly definition: BudgetDefinition;
  readonly seriesIds: readonly number[];
}

export interface CompiledBudget {
  readonly definition: BudgetDefinition;
  readonly matches: SeriesMatcher;
}

export function compileBudgets(definitions: readonly BudgetDefinition[]): CompiledBudget[] {
  return definitions.map((definition) => ({ definition, matches: compileMatch(definition.match) }));
}

/**
 * Name of the budget that a series' spend goes to: a template such as `tenant-{tenant}` filled from the series' labels.
 *
 * @returns undefined when the series lacks a label of the template
 */
export function budgetNameFor(definition: BudgetDefinition, series: SeriesIdentity): string | undefined {
  let isComplete = true;
  const name = definition.name.replace(/\{([^}]*)\}/g, (_, label: string) => {
    const value = labelOf(series, label);
    if (value === undefined) isComplete = false;
    return value ?? '';
  });
  return isComplete ? name : undefined;
}

function isTemplate(definition: BudgetDefinition): boolean {
  return /\{[^}]*\}/.test(definition.name);
}

/**
 * Whose name is whose: a definition written out owns its name, and of templates the first that gives a name owns it.
 * Two definitions never share a budget, so no spend counts twice.
 */
export class NameOwners {
  readonly #owners = new Map<string, BudgetDefinition>();

  constructor(definitions: readonly BudgetDefinition[]) {
    for (const definition of definitions) {
      if (!isTemplate(definition)) this.#owners.set(definition.name, definition);
    }
  }

  owns(definition: BudgetDefinition, name: string): boolean {
    const owner = this.#owners.get(name) ?? definition;
    this.#owners.set(name, owner);
    return owner === definition;
  }
}

/**
 * Lists the budgets that exist for the series there are: a plain definition gives one, with or without spend; a
 * template gives one for each value seen.
 */
export function resolveBudgets(
  budgets: readonly CompiledBudget[],
  owners: NameOwners,
  allSeries: Iterable<Series>,
): ResolvedBudget[] {
  const resolved = new Map<string, { definition: BudgetDefinition; seriesIds: number[] }>();
  for (const { definition } of budgets) {
    if (!isTemplate(definition)) resolved.set(definition.name, { definition, seriesIds: [] });
  }
  for (const series of allSeries) {
    for (const { definition, matches } of budgets) {
      if (!matches(series)) continue;
      const name = budgetNameFor(definition, series);
      if (name === undefined || !owners.owns(definition, name)) continue;
      const budget = resolved.get(name) ?? { definition, seriesIds: [] };
      budget.seriesIds.push(series.id);
      resolved.set(name, budget);
    }
  }
  return [...resolved].map(([name, budget]) => ({ name, ...budget }));
}
