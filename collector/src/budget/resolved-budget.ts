import type { BudgetDefinition, BudgetTerms } from './budget-definition.ts';
import { matchesGlob } from './match.ts';

/** A budget with a name of its own and the series that count towards it. */
export interface ResolvedBudget {
  readonly name: string;
  readonly definition: BudgetDefinition;
  /** The definition's own terms, or those of the override for this value of the template's label. */
  readonly terms: BudgetTerms;
  readonly seriesIds: readonly number[];
}

/**
 * The terms of the budget that a template gives for a value: of the override that names the value, else of the first one
 * whose glob matches, else the template's own.
 */
export function termsFor(definition: BudgetDefinition, value: string | undefined): BudgetTerms {
  if (value === undefined) return definition;
  const { overrides } = definition;
  const override =
    overrides.find((candidate) => candidate.value === value) ??
    overrides.find((candidate) => matchesGlob(candidate.value, value));
  return override?.terms ?? definition;
}
