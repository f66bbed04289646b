import { parseArgs } from 'node:util';
import { measureCpu } from './cpu.mjs';
import { measureImport } from './import-time.mjs';
import { measureMemory } from './memory.mjs';
import { startProvider } from './processes.mjs';
import { Report } from './report.mjs';
import { measureSustained } from './sustained.mjs';
import { BARE, BARE_AGAIN, OUTLAY, PEERS } from './variants.mjs';

// What Outlay costs an application, side by side in one run with bare calls and with other instrumentations.

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: { quick: { type: 'boolean' }, 'no-peers': { type: 'boolean' }, only: { type: 'string' } },
});
const [peers] = positionals;
const wanted = options.only?.split(',') ?? ['cpu', 'memory', 'import', 'sustained'];
const amount = options.quick
  ? { rounds: 9, launches: 1, warmUp: 0.2, memoryCalls: 20_000, importPairs: 7, seconds: 10 }
  : { rounds: 15, launches: 3, warmUp: 1, memoryCalls: 100_000, importPairs: 21, seconds: 60 };

const report = new Report();
const provider = await startProvider();
const setting = { provider, peers };
try {
  if (wanted.includes('cpu')) {
    for (const scenario of ['chat', 'stream', 'embeddings']) {
      const variants = [BARE, BARE_AGAIN, OUTLAY, ...(options['no-peers'] ? [] : PEERS)];
      report.addCpu(scenario, await measureCpu(scenario, variants, { ...setting, ...amount }));
    }
  }
  if (wanted.includes('memory')) {
    const calls = amount.memoryCalls;
    const variants = [BARE, OUTLAY, ...(options['no-peers'] ? [] : PEERS)];
    report.addMemory(calls, await measureMemory(variants, { ...setting, calls }));
  }
  if (wanted.includes('import')) report.addImport(measureImport(OUTLAY.arguments, amount.importPairs));
  if (wanted.includes('sustained')) {
    report.addSustained(await measureSustained(OUTLAY, { ...setting, seconds: amount.seconds }));
  }
} finally {
  provider.close();
}
report.end();
