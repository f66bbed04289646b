import { expectedUnits } from './expected.ts';
import type { Point } from './otlp-receiver.ts';
import type { Recording } from './recordings.ts';
import { costsOf, reasonsOf, unitsOf } from './replay.ts';

/** What became of the recordings of one provider. */
export interface Outcome {
  provider: string;
  recordings: number;
  /** Usage as the response states it, to the unit, and a cost. */
  exact: number;
  /** The response states none: counted from its texts and marked so. */
  estimated: number;
  /** Counted in `outlay.unpriced`: billed, but without usage or without a public price. */
  unpriced: number;
  /** Nothing to bill: refused, free, or told by a later response. */
  unbilled: number;
  /** Usage that is not what the response states; there must be none. */
  wrong: readonly string[];
}

export function summarize(recordings: readonly Recording[], points: readonly Point[]): readonly Outcome[] {
  const reasons = Object.entries(reasonsOf(points));
  return [...new Set(recordings.map(({ provider }) => provider))].sort().map((provider) => {
    const own = recordings.filter((recording) => recording.provider === provider);
    const priced = own.filter(({ id }) => costsOf(points, id).length > 0);
    const estimated = priced.filter(({ id }) =>
      costsOf(points, id).some(({ attributes }) => attributes['pricing'] === 'estimated'),
    );
    const wrong = own.filter((recording) => !estimated.includes(recording) && !isRight(recording, points));
    // What has a cost for a part alone is counted as unpriced, too.
    const counted = reasons
      .filter(([key]) => key.startsWith(`${provider} `))
      .reduce((sum, [, count]) => sum + count, 0);
    const unpriced = Math.min(counted, own.length - priced.length);
    return {
      provider,
      recordings: own.length,
      exact: priced.length - estimated.length,
      estimated: estimated.length,
      unpriced,
      unbilled: own.length - priced.length - unpriced,
      wrong: wrong.map(({ id }) => id),
    };
  });
}

function isRight(recording: Recording, points: readonly Point[]): boolean {
  const units = unitsOf(points, recording.id);
  const expected = expectedUnits(recording);
  return (
    Object.keys(units).length === Object.keys(expected).length &&
    Object.entries(expected).every(([unit, count]) => units[unit] === count)
  );
}

/** The outcomes as a table in Markdown. */
export function renderOutcomes(outcomes: readonly Outcome[]): string {
  const total: Outcome = {
    provider: 'all',
    recordings: sum(outcomes, 'recordings'),
    exact: sum(outcomes, 'exact'),
    estimated: sum(outcomes, 'estimated'),
    unpriced: sum(outcomes, 'unpriced'),
    unbilled: sum(outcomes, 'unbilled'),
    wrong: outcomes.flatMap(({ wrong }) => wrong),
  };
  return [
    '| provider | recordings | exact | estimated | unpriced | nothing to bill |',
    '| --- | ---: | ---: | ---: | ---: | ---: |',
    ...[...outcomes, total].map(
      (row) =>
        `| ${row.provider} | ${row.recordings} | ${row.exact} | ${row.estimated} | ${row.unpriced} | ${row.unbilled} |`,
    ),
  ].join('\n');
}

function sum(
  outcomes: readonly Outcome[],
  name: 'recordings' | 'exact' | 'estimated' | 'unpriced' | 'unbilled',
): number {
  return outcomes.reduce((total, outcome) => total + outcome[name], 0);
}
