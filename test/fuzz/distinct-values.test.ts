import { expect, it } from 'vitest';
import { sendDistinctValues } from './distinct-values.ts';

const TENANTS = 40_000;
const MOST_SERIES = 2_000;
const MOST_MB = 400;

it(`keeps memory bounded and the total right with ${TENANTS} tenants where ${MOST_SERIES} series are allowed`, async () => {
  const options = ['--max-series', String(MOST_SERIES), '--max-streams', String(MOST_SERIES)];
  const outcome = await sendDistinctValues(TENANTS, options);
  expect(outcome.ledgerNanoUsd).toBe(outcome.sentNanoUsd);
  expect(outcome.hasOverflow).toBe(true);
  expect(outcome.exposedSeries).toBeLessThanOrEqual(MOST_SERIES + 1);
  expect(Math.max(...outcome.residentMb)).toBeLessThan(MOST_MB);
});
