import { expect, it } from 'vitest';
import { runFaults } from './run-faults.ts';

const KILLS = 5;

it(`has in its ledger what the services counted, after ${KILLS} kills, full disks and connections cut`, async () => {
  const outcome = await runFaults(KILLS, console.log);
  expect(outcome.counted.requests).toBeGreaterThan(100n);
  expect(outcome.cuts).toBeGreaterThan(0);
  expect(outcome.fullDisks).toBeGreaterThan(0);
  expect(outcome.ledger).toEqual(outcome.counted);
  expect(outcome.ledgerAfterwards).toEqual(outcome.counted);
});
