import { parseArgs } from 'node:util';
import { runFaults } from './run-faults.ts';

// `npm run test:faults -- --kills 100`

const { values } = parseArgs({ options: { kills: { type: 'string', default: '100' } } });
const startedAt = performance.now();
const { counted, ledger, ledgerAfterwards, ...faults } = await runFaults(Number(values.kills), console.log);
const difference = ledger.nanoUsd - counted.nanoUsd;
const isRight = [ledger, ledgerAfterwards].every(
  ({ nanoUsd, requests, tokens }) =>
    nanoUsd === counted.nanoUsd && requests === counted.requests && tokens === counted.tokens,
);
console.log(`${faults.kills} kills, ${faults.cuts} connections cut, ${faults.fullDisks} full disks`);
console.log(`${faults.serviceRestarts} services ended and started anew; senders: ${faults.kinds.join(', ')}`);
console.log('counted', counted, 'ledger', ledger, 'after one more kill', ledgerAfterwards);
console.log(`took ${((performance.now() - startedAt) / 1000).toFixed(0)} s`);
console.log(`bench ledger_difference_nano_usd ${difference} nUSD`);
process.exit(isRight ? 0 : 1);
