import { parseArgs } from 'node:util';
import { sendDistinctValues } from './distinct-values.ts';
import { fuzzCollector } from './fuzz.ts';
import { checkExposition } from './check-exposition.ts';

// `npm run test:fuzz -- --bodies 1000000 --seed 1`, `--only INDEX` to try one request again, and `--million` for a million
// distinct label values instead.

const { values } = parseArgs({
  options: {
    bodies: { type: 'string', default: '100000' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string' },
    million: { type: 'boolean' },
  },
});
const startedAt = performance.now();
if (values.million) {
  const { residentMb, ...outcome } = await sendDistinctValues(1_000_000, [], console.log);
  console.log(outcome, `${((performance.now() - startedAt) / 1000).toFixed(0)} s`);
  console.log(`bench rss_mb_million_values ${Math.max(...residentMb).toFixed(0)} MB`);
  process.exit(outcome.ledgerNanoUsd === outcome.sentNanoUsd ? 0 : 1);
}
const outcome = await fuzzCollector({
  bodies: Number(values.bodies),
  seed: Number(values.seed),
  ...(values.only === undefined ? {} : { only: Number(values.only) }),
  tell: console.log,
});
const wrong = await checkExposition(outcome.exposition);
for (const failure of [...outcome.failures, ...wrong]) console.log(`FAILED ${failure}`);
console.log(outcome.statuses);
console.log(
  `money of right exports: sent ${outcome.canary.sung}, in the ledger ${outcome.canary.heard} nUSD`,
);
const seconds = (performance.now() - startedAt) / 1000;
console.log(
  `took ${seconds.toFixed(0)} s; resident memory ${outcome.residentMb.map((mb) => mb.toFixed(0)).join(', ')} MB`,
);
console.log(`bench fuzz_failures ${outcome.failures.length + wrong.length} bodies`);
const isRight = outcome.canary.sung === outcome.canary.heard;
process.exit(outcome.failures.length === 0 && wrong.length === 0 && isRight ? 0 : 1);
