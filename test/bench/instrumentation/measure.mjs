import { parseArgs } from 'node:util';
import { measureCpu } from './cpu.mjs';
import { measureImport } from './import-time.mjs';
import { measureMemory } from './memory.mjs';
import { startProvider } from './processes.mjs';
import { Report } from './report.mjs';
import { measureSustained } from './sustained.mjs';
import { BARE, OUTLAY, PEERS } from './variants.mjs';

// What Outlay costs an application, side by side in one run with bare calls and with other instrumentations.

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: { quick: { type: 'boolean' }, only: { type: 'string' } },
});
const [peers] = positionals;
const wanted = options.only?.split(',') ?? ['cpu', 'memory', 'import', 'sustained'];
const amount = options.quick
  ? { rounds: 15, memoryCalls: 20_000, importPairs: 7, seconds: 10 }
  : { rounds: 61, memoryCalls: 100_000, importPairs: 21, seconds: 60 };

const report = new Report();
const provider = await startProvider();
const setting = { provider, peers };
try {
  if (wanted.includes('cpu')) {
    for (const scenario of ['chat', 'stream', 'embeddings']) {
      const variants = [BARE, OUTLAY, ...PEERS];
      report.addCpu(scenario, await measureCpu(scenario, variants, { ...setting, rounds: amount.rounds }));
    }
  }
  if (wanted.includes('memory')) {
    const calls = amount.memoryCalls;
    report.addMemory(calls, await measureMemory([BARE, OUTLAY, ...PEERS], { ...setting, calls }));
  }
  if (wanted.includes('import')) report.addImport(measureImport(OUTLAY.arguments, amount.importPairs));
  if (wanted.includes('sustained')) {
    report.addSustained(await measureSustained(OUTLAY, { ...setting, seconds: amount.seconds }));
  }
} finally {
  provider.close();
}
report.end();
