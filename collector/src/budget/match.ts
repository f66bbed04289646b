import type { SeriesIdentity } from '../ledger/series.ts';
import type { MatchPatterns } from './match-schema.ts';
import type { Measure } from './measure.ts';

type LabelTest = readonly [label: string, test: (value: string) => boolean];

/** Tells whether a series' spend counts towards a budget. */
export type SeriesMatcher = (series: SeriesIdentity) => boolean;

/**
 * Compiles the `match` of a budget, for series of the instrument that its measure reads. A label that the series lacks
 * matches nothing, not even `*`. Budgets on users read the spend by user, all others the spend by call: the same money,
 * kept twice, so never both.
 */
export function compileMatch(match: MatchPatterns, { metric, units }: Measure): SeriesMatcher {
  const tests: LabelTest[] = Object.entries(match).map(([label, patterns = []]) => {
    return [label, (value) => patterns.some((pattern) => matchesGlob(pattern, value))];
  });
  if (units !== undefined) tests.push(['unit', (value) => units.includes(value)]);
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

/**
 * Whether a glob matches the whole text: `*` stands for any characters, `?` for one, everything else for itself. Goes back
 * to the last `*` only, so it takes no more than the product of the lengths, whatever the text; a RegExp with several
 * `.*` would take for ever on a text made for it.
 */
export function matchesGlob(glob: string, text: string): boolean {
  let [g, t] = [0, 0];
  let star = -1;
  let resume = 0;
  while (t < text.length) {
    if (glob[g] === '*') {
      star = g;
      g += 1;
      resume = t;
    } else if (g < glob.length && (glob[g] === '?' || glob[g] === text[t])) {
      g += 1;
      t += 1;
    } else if (star >= 0) {
      g = star + 1;
      resume += 1;
      t = resume;
    } else return false;
  }
  while (glob[g] === '*') g += 1;
  return g === glob.length;
}
