import type { Series, SeriesIdentity } from '../ledger/series.ts';
import type { BudgetDefinition, BudgetTerms } from './budget-definition.ts';
import { isTemplate } from './configuration.ts';
import { DefinitionIndex } from './definition-index.ts';
import { labelOf } from './match.ts';
import { type ResolvedBudget, termsFor } from './resolved-budget.ts';
import { fillTemplate, templateLabels } from './template.ts';

interface Entry extends ResolvedBudget {
  readonly terms: BudgetTerms;
  readonly seriesIds: number[];
}

const NONE: readonly ResolvedBudget[] = [];

/**
 * The budgets that exist for the series there are, and which series count towards which. A plain definition gives one
 * budget, with or without spend; a template one for each value seen.
 */
export class BudgetRegister {
  readonly #index: DefinitionIndex;
  readonly #entries = new Map<string, Entry>();
  readonly #bySeries = new Map<number, readonly ResolvedBudget[]>();
  /** One list for all series that count towards the same budgets: there are many series and few such lists. */
  readonly #lists = new Map<string, readonly ResolvedBudget[]>();
  /**
   * Whose name is whose: a definition written out owns its name, and of templates the first that gives a name owns it.
   * Two definitions never share a budget, so no spend counts twice.
   */
  readonly #owners = new Map<string, BudgetDefinition>();

  constructor(definitions: readonly BudgetDefinition[]) {
    this.#index = new DefinitionIndex(definitions);
    for (const definition of definitions) {
      if (isTemplate(definition)) continue;
      const { name } = definition;
      this.#owners.set(name, definition);
      this.#entries.set(name, { name, definition, terms: definition, seriesIds: [] });
    }
  }

  /** Those written out first, in the order of the file; then those of templates, in the order they were first seen. */
  budgets(): Iterable<ResolvedBudget> {
    return this.#entries.values();
  }

  /** The budgets that a series counts towards; none for one that was not added. */
  budgetsOf(seriesId: number): readonly ResolvedBudget[] {
    return this.#bySeries.get(seriesId) ?? NONE;
  }

  /** The budgets that a series counts towards; makes those of templates that are not there yet. */
  add(series: Series): readonly ResolvedBudget[] {
    const known = this.#bySeries.get(series.id);
    if (known !== undefined) return known;
    const budgets = this.namesFor(series).map(({ name, definition }) => {
      const entry = this.#entries.get(name) ?? newEntry(name, definition, series);
      this.#entries.set(name, entry);
      entry.seriesIds.push(series.id);
      return entry;
    });
    const list = this.#sharedList(budgets);
    this.#bySeries.set(series.id, list);
    return list;
  }

  /** Names of the budgets that spend of a series goes to, also of those that do not exist yet. */
  namesFor(series: SeriesIdentity): { readonly name: string; readonly definition: BudgetDefinition }[] {
    return this.#index.definitionsOf(series).flatMap((definition) => {
      const name = fillTemplate(definition.name, series);
      return name !== undefined && this.#owns(definition, name) ? [{ name, definition }] : [];
    });
  }

  #owns(definition: BudgetDefinition, name: string): boolean {
    const owner = this.#owners.get(name) ?? definition;
    this.#owners.set(name, owner);
    return owner === definition;
  }

  #sharedList(budgets: readonly ResolvedBudget[]): readonly ResolvedBudget[] {
    if (budgets.length === 0) return NONE;
    const key = JSON.stringify(budgets.map(({ name }) => name));
    const shared = this.#lists.get(key) ?? budgets;
    this.#lists.set(key, shared);
    return shared;
  }
}

function newEntry(name: string, definition: BudgetDefinition, series: SeriesIdentity): Entry {
  const labels = templateLabels(definition.name);
  const value = labels.length === 1 && labels[0] !== undefined ? labelOf(series, labels[0]) : undefined;
  return { name, definition, terms: termsFor(definition, value), seriesIds: [] };
}
