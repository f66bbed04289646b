import type { SeriesIdentity } from '../ledger/series.ts';
import type { BudgetDefinition } from './budget-definition.ts';
import { type SeriesMatcher, compileMatch, labelOf } from './match.ts';

interface CompiledDefinition {
  readonly order: number;
  readonly definition: BudgetDefinition;
  readonly matches: SeriesMatcher;
}

/** Definitions of one instrument: those that name values of a label by these, and all others. */
interface Shelf {
  readonly others: CompiledDefinition[];
  readonly byLabel: Map<string, Map<string, CompiledDefinition[]>>;
}

/**
 * Finds the definitions that a series counts towards, without trying all of them: three hundred budgets that each name a
 * tenant cost a series one look-up.
 */
export class DefinitionIndex {
  readonly #shelves = new Map<string, Shelf>();

  constructor(definitions: readonly BudgetDefinition[]) {
    for (const [order, definition] of definitions.entries()) {
      const { match, measure } = definition;
      const shelf: Shelf = this.#shelves.get(measure.metric) ?? { others: [], byLabel: new Map() };
      this.#shelves.set(measure.metric, shelf);
      const compiled = { order, definition, matches: compileMatch(match, measure) };
      const named = Object.entries(match).find(([, patterns = []]) => patterns.every(isLiteral));
      if (named === undefined) {
        shelf.others.push(compiled);
        continue;
      }
      const [label, values = []] = named;
      const byValue = shelf.byLabel.get(label) ?? new Map<string, CompiledDefinition[]>();
      shelf.byLabel.set(label, byValue);
      for (const value of new Set(values)) byValue.set(value, [...(byValue.get(value) ?? []), compiled]);
    }
  }

  /** In the order of the file. */
  definitionsOf(series: SeriesIdentity): BudgetDefinition[] {
    const shelf = this.#shelves.get(series.metric);
    if (shelf === undefined) return [];
    const found = shelf.others.filter(({ matches }) => matches(series));
    for (const [label, byValue] of shelf.byLabel) {
      const value = labelOf(series, label);
      if (value === undefined) continue;
      for (const compiled of byValue.get(value) ?? []) if (compiled.matches(series)) found.push(compiled);
    }
    return found.sort((a, b) => a.order - b.order).map(({ definition }) => definition);
  }
}

function isLiteral(pattern: string): boolean {
  return !/[*?]/.test(pattern);
}
