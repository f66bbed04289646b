import { INSTRUMENT } from '@outlay/instrumentation/names';
import { type SeriesIdentity } from '../ledger/series.ts';
import { type BudgetDefinition } from './configuration.ts';

type LabelTest = readonly [label: string, test: (value: string) => boolean];

/** Tells whether a series' spend counts towards a budget. */
export type SeriesMatcher = (series: SeriesIdentity) => boolean;

/**
 * Compiles the `match` of a budget. A label that the series lacks matches nothing, not even `*`. Budgets on users read
 * the spend by user, all others the spend by call: the same money, kept twice, so never both.
 */
export function compileMatch(match: BudgetDefinition['match']): SeriesMatcher {
  const metric = match.user === undefined ? INSTRUMENT.costUsd : INSTRUMENT.userCostUsd;
  const tests: LabelTest[] = Object.entries(match).map(([label, patterns]) => {
    const expressions = patterns.map(globExpression);
    return [label, (value) => expressions.some((expression) => expression.test(value))];
  });
  return (series) =>
    series.metric === metric &&
    tests.every(([label, test]) => {
      const value = labelOf(series, label);
      return value !== undefined && test(value);
    });
}

/** A series' value for a label by the name that budgets and reports use. */
export function labelOf(series: SeriesIdentity, label: string): string | undefined {
  if (label === 'job') return series.job;
  return series.labels[label === 'user' ? 'user_id' : label];
}

/** `*` stands for any characters, `?` for one; everything else for itself. */
function globExpression(glob: string): RegExp {
  const source = glob
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, 's');
}
