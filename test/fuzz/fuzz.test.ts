import { expect, it } from 'vitest';
import { checkExposition } from './check-exposition.ts';
import { fuzzCollector } from './fuzz.ts';

const BODIES = 12_000;
/** Twice what a collector takes that has met nobody. */
const MOST_MB = 400;

it(`answers ${BODIES} hostile bodies without a crash, a leak or an answer of 5xx`, async () => {
  const outcome = await fuzzCollector({ bodies: BODIES, seed: 1 });
  expect(outcome.failures).toEqual([]);
  expect(Math.max(...outcome.residentMb)).toBeLessThan(MOST_MB);
  // Some are right all the same, and most are not.
  expect(outcome.statuses['200']).toBeGreaterThan(BODIES / 20);
  expect(outcome.statuses['400']).toBeGreaterThan(BODIES / 20);
  expect(outcome.canary.heard).toBe(outcome.canary.sung);
  expect(await checkExposition(outcome.exposition)).toEqual([]);
});
